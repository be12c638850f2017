-- what: An authority's count of two or three categories together is no greater than that of any one of them; a row is a
--   count that is. Points of which some are negative may be: theirs is no count.
-- severity: error
-- stage: grossed
WITH signed AS (
    SELECT DISTINCT measure
    FROM grossed.cells
    WHERE known_value < 0
),

counts AS (
    SELECT cells.measure, cells.collection_year, cells.area_code, cells.breakdown_key, cells.known_value
    FROM grossed.cells AS cells
    LEFT JOIN signed ON signed.measure = cells.measure
    WHERE cells.area_level = 'local_authority' AND signed.measure IS NULL
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
