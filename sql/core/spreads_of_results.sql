-- One row per academic year and measure of points, with how far the points of all pupils of England lie from their average.
-- grain: collection_year, measure, breakdown_key
-- source: intervals of the department's files of 2022 and 2025: 1.96 standard deviations of all pupils by the root of the number (Progress 8 of
--   2022/23 in 415 of 415 rows); that all pupils count: First Release decision
-- counted: Every pupil in a progress measure, in care or need or not. The spread is the standard deviation in thousandths of a
--   point, worked out of whole numbers and rounded half up.
-- not counted: Pupils who are in no progress measure; years of fewer than two.
WITH points AS (
    SELECT collection_year, 'progress_8_points_of_' AS stem, '' AS breakdown_key, progress_8 AS points
    FROM staged.key_stage_4_results
    WHERE has_progress_8
    UNION ALL
    SELECT
        collection_year,
        'key_stage_2_progress_points_of_' AS stem,
        'subject=reading' AS breakdown_key,
        reading_progress AS points
    FROM staged.key_stage_2_results
    WHERE has_reading_progress
    UNION ALL
    SELECT
        collection_year,
        'key_stage_2_progress_points_of_' AS stem,
        'subject=writing' AS breakdown_key,
        writing_progress AS points
    FROM staged.key_stage_2_results
    WHERE has_writing_progress
    UNION ALL
    SELECT
        collection_year,
        'key_stage_2_progress_points_of_' AS stem,
        'subject=mathematics' AS breakdown_key,
        mathematics_progress AS points
    FROM staged.key_stage_2_results
    WHERE has_mathematics_progress
),

summed AS (
    SELECT
        collection_year,
        stem,
        breakdown_key,
        count(points) AS pupils,
        CAST(sum(points) AS DECIMAL(38, 0)) AS total,
        CAST(sum(CAST(points AS DECIMAL(18, 0)) * points) AS DECIMAL(38, 0)) AS squares
    FROM points
    GROUP BY collection_year, stem, breakdown_key
),

blocks AS (
    SELECT unnest(['children_in_need_only', 'children_looked_after', 'children_on_a_plan']) AS block
)

SELECT
    summed.collection_year,
    summed.stem || blocks.block AS measure,
    summed.breakdown_key,
    CAST(floor(sqrt(CAST(summed.pupils * summed.squares - summed.total * summed.total AS DOUBLE)) / summed.pupils + 0.5) AS BIGINT)
        AS spread
FROM summed
CROSS JOIN blocks
WHERE summed.pupils > 1
