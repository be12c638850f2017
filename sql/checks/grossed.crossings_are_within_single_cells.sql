-- what: An authority's count of two or three categories together is no greater than that of any one of them; a row is a
--   count that is.
-- severity: error
-- stage: grossed
WITH counts AS (
    SELECT measure, collection_year, area_code, breakdown_key, known_value
    FROM grossed.cells
    WHERE area_level = 'local_authority'
),

parts AS (
    SELECT
        measure,
        collection_year,
        area_code,
        breakdown_key,
        known_value,
        split_part(breakdown_key, ';', 1) AS part
    FROM counts
    WHERE breakdown_key LIKE '%;%'
    UNION ALL
    SELECT measure, collection_year, area_code, breakdown_key, known_value, split_part(breakdown_key, ';', 2)
    FROM counts
    WHERE breakdown_key LIKE '%;%'
    UNION ALL
    SELECT measure, collection_year, area_code, breakdown_key, known_value, split_part(breakdown_key, ';', 3)
    FROM counts
    WHERE breakdown_key LIKE '%;%;%'
)

SELECT DISTINCT parts.measure, parts.collection_year, parts.area_code, parts.breakdown_key
FROM parts
INNER JOIN counts AS single
    ON
        single.measure = parts.measure
        AND single.collection_year = parts.collection_year
        AND single.area_code = parts.area_code
        AND single.breakdown_key = parts.part
WHERE parts.known_value > single.known_value
