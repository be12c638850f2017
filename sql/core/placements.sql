-- One row per placement within a period of care as known in the collection year: the time with one carer.
-- grain: collection_year, la_code, child_id, period_number, placement_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement
--   stability; temporary moves and coming back from them: First Release decision
-- parts: by authority
-- counted: A placement begins with a period of care and with each episode whose reason is a change of placement and
--   carer (P or B). A change of legal status, or of placement with the same carer (L, T, U), continues it.
-- not counted: Temporary moves (T0 to T4), and coming back from one to the same place; moves of under 24 hours; being
--   placed for adoption with the current foster carer (A3, A5); agreed series of short-term placements.
WITH numbered AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        episode_number,
        sum(CASE WHEN begins_stay_with_carer THEN 1 ELSE 0 END) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number
            ORDER BY episode_number
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS placement_number
    FROM core.placed_episodes
),

ends AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        placement_number,
        min(episode_number) AS first_episode_number,
        max(episode_number) AS last_episode_number
    FROM numbered
    GROUP BY collection_year, la_code, child_id, period_number, placement_number
)

SELECT
    ends.collection_year,
    ends.la_code,
    ends.child_id,
    ends.period_number,
    CAST(ends.placement_number AS INTEGER) AS placement_number,
    ends.first_episode_number,
    ends.last_episode_number,
    opening.episode_started_on AS started_on,
    latest.episode_ceased_on AS ceased_on
FROM ends
INNER JOIN core.episodes AS opening
    ON
        opening.collection_year = ends.collection_year
        AND opening.la_code = ends.la_code
        AND opening.child_id = ends.child_id
        AND NOT opening.is_short_term_series
        AND opening.episode_number = ends.first_episode_number
INNER JOIN core.episodes AS latest
    ON
        latest.collection_year = ends.collection_year
        AND latest.la_code = ends.la_code
        AND latest.child_id = ends.child_id
        AND NOT latest.is_short_term_series
        AND latest.episode_number = ends.last_episode_number
