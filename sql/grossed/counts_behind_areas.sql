-- One row per count of a local authority that regions and England add up: those supplied, and those of an earlier year in
-- place of missing ones.
-- grain: measure, collection_year, la_code, breakdown_key
-- built as: view
-- source: DfE, Characteristics of children in need 2021 and 2022: Hackney's figures of 2020 are in the totals of both
-- counted: A figure that is carried forward from an earlier year, by a listed decision, stands in regions and England as if
--   it were of the year.
SELECT measure, collection_year, la_code, breakdown_key, value, value AS known_value
FROM grossed.local_authority_counts
UNION ALL
SELECT carried.measure, carried.collection_year, carried.la_code, counts.breakdown_key, counts.value, 0 AS known_value
FROM grossed.carried_forward AS carried
INNER JOIN grossed.local_authority_counts AS counts
    ON
        counts.measure = carried.measure
        AND counts.la_code = carried.la_code
        AND counts.collection_year = carried.carried_from_year
