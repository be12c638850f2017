-- One row per period of care as known in the collection year: how it began and, if it has, how it ended.
-- grain: collection_year, la_code, child_id, is_short_term_series, period_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table D4 on periods of
--   care; how episodes are chained: First Release decision
-- parts: by authority
-- counted: Episodes of one child in one authority that follow one another without a gap. The reason for new episode
--   'S' begins a new period. Episodes of an agreed series of short-term placements form periods of their own.
-- not counted: What came before the first episode that the returns hold: a period whose first known episode does not
--   say that care started began on that day or earlier.
WITH ends AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        is_short_term_series,
        period_number,
        min(episode_number) AS first_episode_number,
        max(episode_number) AS last_episode_number
    FROM core.episodes
    GROUP BY collection_year, la_code, child_id, is_short_term_series, period_number
)

SELECT
    ends.collection_year,
    ends.la_code,
    ends.child_id,
    ends.is_short_term_series,
    ends.period_number,
    ends.first_episode_number,
    ends.last_episode_number,
    opening.episode_started_on AS started_on,
    coalesce(opening.reason_for_new_episode = 'S', FALSE) AS is_start_known,
    coalesce(lower(opening.category_of_need), 'category_of_need_not_known') AS category_of_need,
    closing.episode_ceased_on AS ceased_on,
    closing.reason_episode_ceased,
    coalesce(closing.episode_ceased_on = opening.episode_started_on, FALSE) AS is_under_24_hours
FROM ends
INNER JOIN core.episodes AS opening
    ON
        opening.collection_year = ends.collection_year
        AND opening.la_code = ends.la_code
        AND opening.child_id = ends.child_id
        AND opening.is_short_term_series = ends.is_short_term_series
        AND opening.episode_number = ends.first_episode_number
INNER JOIN core.episodes AS closing
    ON
        closing.collection_year = ends.collection_year
        AND closing.la_code = ends.la_code
        AND closing.child_id = ends.child_id
        AND closing.is_short_term_series = ends.is_short_term_series
        AND closing.episode_number = ends.last_episode_number
