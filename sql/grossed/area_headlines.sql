-- One row per measure, collection year and area with a known or an estimated total: both, and whether there are estimates.
-- grain: measure, collection_year, area_code
-- source: methodology of the children in need release 2016 to 2017, section 5
WITH estimated AS (
    SELECT
        estimates.measure,
        estimates.collection_year,
        members.area_code,
        CAST(sum(estimates.estimate) AS BIGINT) AS estimate
    FROM grossed.estimates AS estimates
    INNER JOIN grossed.area_members AS members
        ON members.collection_year = estimates.collection_year AND members.la_code = estimates.la_code
    GROUP BY estimates.measure, estimates.collection_year, members.area_code
),

known AS (
    SELECT measure, collection_year, area_code, added_value
    FROM grossed.area_sums
    WHERE breakdown_key = ''
)

SELECT
    coalesce(known.measure, estimated.measure) AS measure,
    coalesce(known.collection_year, estimated.collection_year) AS collection_year,
    coalesce(known.area_code, estimated.area_code) AS area_code,
    coalesce(known.added_value, 0) AS known,
    coalesce(estimated.estimate, 0) AS estimate,
    estimated.measure IS NOT NULL AS has_estimates
FROM known
FULL OUTER JOIN estimated
    ON
        estimated.measure = known.measure
        AND estimated.collection_year = known.collection_year
        AND estimated.area_code = known.area_code
