-- One row per count of one area, with estimates; national and regional counts are sums of local authorities.
-- grain: measure, collection_year, area_code, breakdown_key
-- source: methodology of the children in need release 2016 to 2017, section 5
-- counted: A part of a region or of England is what is known of it times the total with estimates over the total that is
--   known, in whole children, halves up. The numbers of a histogram are not multiplied: one factor for all of them would
--   leave every quantile where it is.
WITH numbers AS (
    SELECT sums.breakdown_key
    FROM (SELECT DISTINCT breakdown_key FROM grossed.area_sums) AS sums
    INNER JOIN grossed.histograms AS histograms
        ON contains(';' || sums.breakdown_key, ';' || histograms.breakdown || '=')
    GROUP BY sums.breakdown_key
),

carried AS (
    SELECT DISTINCT carried.measure, carried.collection_year, members.area_code
    FROM grossed.carried_forward AS carried
    INNER JOIN grossed.area_members AS members
        ON members.collection_year = carried.collection_year AND members.la_code = carried.la_code
),

levels AS (
    SELECT DISTINCT area_level, area_code FROM grossed.area_members
),

of_areas AS (
    SELECT
        known.measure,
        known.collection_year,
        known.area_level,
        known.area_code,
        known.breakdown_key,
        CASE
            WHEN headlines.estimate = 0 OR headlines.known = 0 OR numbers.breakdown_key IS NOT NULL
                THEN known.added_value
            ELSE (2 * known.added_value * (headlines.known + headlines.estimate) + headlines.known)
            // (2 * headlines.known)
        END AS value,
        known.known_value,
        headlines.estimate > 0 OR carried.measure IS NOT NULL AS is_estimated
    FROM grossed.area_sums AS known
    INNER JOIN grossed.area_headlines AS headlines
        ON
            headlines.measure = known.measure
            AND headlines.collection_year = known.collection_year
            AND headlines.area_code = known.area_code
    LEFT JOIN numbers ON numbers.breakdown_key = known.breakdown_key
    LEFT JOIN carried
        ON
            carried.measure = known.measure
            AND carried.collection_year = known.collection_year
            AND carried.area_code = known.area_code
    LEFT JOIN grossed.areas_without_figures AS without
        ON
            without.measure = known.measure
            AND without.collection_year = known.collection_year
            AND without.area_code = known.area_code
    WHERE without.area_code IS NULL
),

of_areas_without_figures AS (
    SELECT
        known.measure,
        known.collection_year,
        levels.area_level,
        without.area_code,
        known.breakdown_key,
        CASE
            WHEN numbers.breakdown_key IS NOT NULL THEN known.known_value
            ELSE (2 * known.known_value * without.estimate + total.known_value) // (2 * total.known_value)
        END AS value,
        0 AS known_value,
        TRUE AS is_estimated
    FROM grossed.areas_without_figures AS without
    INNER JOIN levels ON levels.area_code = without.area_code
    INNER JOIN grossed.area_sums AS known
        ON
            known.measure = without.measure
            AND known.collection_year = without.collection_year
            AND known.area_code = without.made_from
    INNER JOIN grossed.area_sums AS total
        ON
            total.measure = known.measure
            AND total.collection_year = known.collection_year
            AND total.area_code = known.area_code
            AND total.breakdown_key = ''
    LEFT JOIN numbers ON numbers.breakdown_key = known.breakdown_key
    WHERE total.known_value > 0 AND known.known_value > 0
)

SELECT measure, collection_year, area_level, area_code, breakdown_key, value, known_value, is_estimated
FROM of_areas
UNION ALL
SELECT measure, collection_year, area_level, area_code, breakdown_key, value, known_value, is_estimated
FROM of_areas_without_figures
UNION ALL
SELECT
    measure,
    collection_year,
    'local_authority' AS area_level,
    la_code AS area_code,
    breakdown_key,
    value,
    value AS known_value,
    FALSE AS is_estimated
FROM grossed.local_authority_counts
ORDER BY measure, collection_year, area_level, area_code, breakdown_key
