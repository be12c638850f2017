-- One row per year to 31 March and termly school census that tells of it and was sent.
-- grain: collection_year, census_year, term
-- source: DfE, Stability measures for children looked after 2024, methodology; which terms: First Release decision
-- counted: The summer census inside the year, the autumn and spring censuses, and the summer census just after 31 March;
--   census_year is the year in which the academic year of the census ends.
-- not counted: Censuses that were not sent: of the summer of 2020 there was none.
WITH told_by AS (
    SELECT DISTINCT collection_year, collection_year - 1 AS census_year, 'SUM' AS term FROM reference.reporting_units
    UNION ALL
    SELECT DISTINCT collection_year, collection_year AS census_year, unnest(['AUT', 'SPR', 'SUM']) AS term
    FROM reference.reporting_units
),

sent AS (
    SELECT DISTINCT collection_year AS census_year, term FROM staged.school_enrolments
)

SELECT told_by.collection_year, told_by.census_year, told_by.term
FROM told_by
INNER JOIN sent ON sent.census_year = told_by.census_year AND sent.term = told_by.term
