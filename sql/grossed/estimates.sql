-- One row per measure, collection year and local authority whose figure is missing and not carried forward: its estimate.
-- grain: measure, collection_year, la_code
-- source: methodology of the children in need release 2016 to 2017, section 5
-- counted: The estimate for an authority whose figure is not known is the national rate per child of the authorities whose
--   figure is known, times its own population aged 0 to 17, in whole children, halves up.
-- not counted: Measures of which the figures of who sent nothing are those of the last return, and voluntary ones; every measure where
--   the policy leaves missing authorities out.
WITH known AS (
    SELECT
        coverage.measure,
        coverage.collection_year,
        CAST(sum(coalesce(counts.value, 0)) AS BIGINT) AS value,
        CAST(sum(population.population) AS BIGINT) AS population
    FROM grossed.coverage AS coverage
    INNER JOIN grossed.estimating_populations AS population
        ON population.collection_year = coverage.collection_year AND population.la_code = coverage.la_code
    LEFT JOIN grossed.local_authority_counts AS counts
        ON
            counts.measure = coverage.measure
            AND counts.collection_year = coverage.collection_year
            AND counts.la_code = coverage.la_code
            AND counts.breakdown_key = ''
    WHERE coverage.is_supplied
    GROUP BY coverage.measure, coverage.collection_year
)

SELECT
    coverage.measure,
    coverage.collection_year,
    coverage.la_code,
    coverage.reason,
    population.population,
    (2 * known.value * population.population + known.population) // (2 * known.population) AS estimate
FROM grossed.coverage AS coverage
INNER JOIN grossed.estimating_populations AS population
    ON population.collection_year = coverage.collection_year AND population.la_code = coverage.la_code
INNER JOIN known ON known.measure = coverage.measure AND known.collection_year = coverage.collection_year
CROSS JOIN grossed.policy AS policy
LEFT JOIN grossed.carried_forward AS carried
    ON
        carried.measure = coverage.measure
        AND carried.collection_year = coverage.collection_year
        AND carried.la_code = coverage.la_code
LEFT JOIN grossed.never_estimated AS never ON never.measure = coverage.measure
WHERE
    policy.estimates_missing
    AND NOT coverage.is_supplied
    AND carried.la_code IS NULL
    AND never.measure IS NULL
ORDER BY coverage.measure, coverage.collection_year, coverage.la_code
