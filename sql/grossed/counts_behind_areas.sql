-- One row per count of a local authority that regions and England add up: those supplied, and those of an earlier year in
-- place of missing ones.
-- grain: measure, collection_year, la_code, breakdown_key
-- built as: view
-- source: DfE, Characteristics of children in need 2021 and 2022: Hackney's figures of 2020 are in the totals of both
-- counted: A figure that is carried forward from an earlier year, by a listed decision or from the last return, stands in
--   regions and England as if it were of the year. A sum of periods adds up those that are given and those carried forward.
WITH single AS (
    SELECT measure, collection_year, la_code, breakdown_key, value, value AS known_value
    FROM grossed.local_authority_counts
    UNION ALL
    SELECT
        carried.measure, carried.collection_year, carried.la_code, counts.breakdown_key, counts.value, 0 AS known_value
    FROM grossed.carried_forward AS carried
    INNER JOIN grossed.local_authority_counts AS counts
        ON
            counts.measure = carried.measure
            AND counts.la_code = carried.la_code
            AND counts.collection_year = carried.carried_from_year
    LEFT JOIN grossed.sums_from_last_returns AS sums ON sums.measure = carried.measure
    WHERE sums.measure IS NULL
)

SELECT measure, collection_year, la_code, breakdown_key, value, known_value
FROM single
UNION ALL
SELECT
    sums.measure,
    carried.collection_year,
    carried.la_code,
    single.breakdown_key,
    CAST(sum(single.value) AS BIGINT) AS value,
    0 AS known_value
FROM grossed.sums_from_last_returns AS sums
INNER JOIN grossed.carried_forward AS carried ON carried.measure = sums.measure
INNER JOIN single
    ON
        single.measure = sums.adds_up
        AND single.la_code = carried.la_code
        AND single.collection_year BETWEEN carried.collection_year - sums.years + 1 AND carried.collection_year
GROUP BY sums.measure, carried.collection_year, carried.la_code, single.breakdown_key
