-- One row per year and authority whose children's school moves over two years cannot be known, with the reason.
-- grain: collection_year, la_code
-- source: DfE, Stability measures for children looked after 2024: moves over two years to 2021 are published though those of
--   the year 2020 are not; which censuses the year before needs: First Release decision
-- counted: Authorities whose moves of the year are not known, and every authority where the autumn or spring census of the
--   year before was not sent.
-- not counted: Years before which only a summer census is lacking.
WITH before AS (
    SELECT units.collection_year, units.la_code, count(censuses.term) AS censuses
    FROM reference.reporting_units AS units
    LEFT JOIN core.school_censuses AS censuses
        ON
            censuses.collection_year = units.collection_year - 1
            AND censuses.census_year = units.collection_year - 1
            AND censuses.term IN ('AUT', 'SPR')
    GROUP BY units.collection_year, units.la_code
)

SELECT collection_year, la_code, reason
FROM core.school_moves_not_known
UNION ALL
SELECT before.collection_year, before.la_code, 'no school census of the year before' AS reason
FROM before
LEFT JOIN core.school_moves_not_known AS of_year
    ON of_year.collection_year = before.collection_year AND of_year.la_code = before.la_code
WHERE before.censuses < 2 AND of_year.la_code IS NULL
