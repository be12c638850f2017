-- what: The known count of England, of each region, and of Inner and Outer London is the sum of its authorities' counts,
--   before estimates and rounding; a row is a count of an area that differs from its sum.
-- severity: error
-- stage: grossed
WITH authorities AS (
    SELECT
        cells.measure,
        cells.collection_year,
        cells.breakdown_key,
        cells.known_value,
        authority.region_code,
        authority.csc_region_code
    FROM grossed.cells AS cells
    INNER JOIN reference.reporting_units AS authority
        ON authority.collection_year = cells.collection_year AND authority.la_code = cells.area_code
    WHERE cells.area_level = 'local_authority'
),

members AS (
    SELECT measure, collection_year, breakdown_key, 'E92000001' AS area_code, known_value FROM authorities
    UNION ALL
    SELECT measure, collection_year, breakdown_key, region_code AS area_code, known_value
    FROM authorities
    WHERE region_code <> ''
    UNION ALL
    SELECT measure, collection_year, breakdown_key, csc_region_code AS area_code, known_value
    FROM authorities
    WHERE csc_region_code <> region_code
),

sums AS (
    SELECT measure, collection_year, area_code, breakdown_key, sum(known_value) AS summed
    FROM members
    GROUP BY measure, collection_year, area_code, breakdown_key
),

wider AS (
    SELECT measure, collection_year, area_code, breakdown_key, known_value
    FROM grossed.cells
    WHERE area_level <> 'local_authority'
)

SELECT
    coalesce(wider.measure, sums.measure) AS measure,
    coalesce(wider.collection_year, sums.collection_year) AS collection_year,
    coalesce(wider.area_code, sums.area_code) AS area_code,
    coalesce(wider.breakdown_key, sums.breakdown_key) AS breakdown_key
FROM wider
FULL OUTER JOIN sums
    ON
        sums.measure = wider.measure
        AND sums.collection_year = wider.collection_year
        AND sums.area_code = wider.area_code
        AND sums.breakdown_key = wider.breakdown_key
WHERE coalesce(wider.known_value, 0) <> coalesce(sums.summed, 0)
