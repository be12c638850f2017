-- One row per authority and collection year with a return: how many returns in a row come before it.
-- grain: collection_year, la_code
-- source: First Release decision: how far back a history must be known for a measure to be told
-- counted: Returns of the same authority code for the years directly before. Placements over two years need one of them;
--   two and a half years with the same carer need two.
-- not counted: Returns before a year without one; returns under the code that an authority had before it was reorganised.
WITH returned AS (
    SELECT DISTINCT collection_year, la_code FROM staged.episodes
),

runs AS (
    SELECT
        collection_year,
        la_code,
        -- Years in a row share this difference.
        collection_year - row_number() OVER (PARTITION BY la_code ORDER BY collection_year) AS run
    FROM returned
)

SELECT
    collection_year,
    la_code,
    CAST(row_number() OVER (PARTITION BY la_code, run ORDER BY collection_year) - 1 AS INTEGER) AS earlier_returns
FROM runs
