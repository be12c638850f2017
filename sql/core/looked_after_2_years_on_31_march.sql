-- One row per child looked after on 31 March and at some time in the year before: placements over the two years.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement
--   stability
-- parts: by authority
-- counted: Children looked after on 31 March who were also looked after for at least a day in the previous year ending
--   31 March. Placements of either year count, those open on the first and on the last day included.
-- not counted: Placements of under 24 hours and temporary moves; agreed series of short-term placements.
WITH looked_after_in_previous_year AS (
    SELECT DISTINCT collection_year, la_code, child_id
    FROM core.episodes
    WHERE
        NOT is_short_term_series
        AND episode_started_on < year_begins_on(collection_year)
        AND coalesce(episode_ceased_on > year_begins_on(collection_year - 1), TRUE)
        AND coalesce(episode_ceased_on <> episode_started_on, TRUE)
),

placements_in_2_years AS (
    SELECT collection_year, la_code, child_id, count(*) AS placements
    FROM core.placements
    WHERE
        started_on <= year_ends_on(collection_year)
        AND coalesce(ceased_on > year_begins_on(collection_year - 1), TRUE)
    GROUP BY collection_year, la_code, child_id
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.file_id,
    child.line,
    CASE
        WHEN placed.placements >= 3 THEN 'with_3_or_more_placements'
        ELSE 'with_1_or_2_placements'
    END AS three_or_more_placements
FROM core.looked_after_on_31_march AS child
INNER JOIN looked_after_in_previous_year AS previous
    ON
        previous.collection_year = child.collection_year
        AND previous.la_code = child.la_code
        AND previous.child_id = child.child_id
LEFT JOIN placements_in_2_years AS placed
    ON
        placed.collection_year = child.collection_year
        AND placed.la_code = child.la_code
        AND placed.child_id = child.child_id
