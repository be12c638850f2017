-- One row per episode that ended during the year with a change of placement.
-- grain: collection_year, la_code, child_id, file_id, line
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B4
-- counted: Every episode that ended between 1 April and 31 March because another began the same day (X1) with a change
--   of placement, with the same carer or another (P, B, T, U). None given: reason not known.
-- not counted: Changes of legal status alone (L); ends of care; agreed series of short-term placements; years before
--   2016, when reasons for placement change were first collected.
WITH began_with_a_move AS (
    SELECT collection_year, la_code, child_id, file_id, line, episode_started_on
    FROM core.episodes
    WHERE reason_for_new_episode IN ('P', 'B', 'T', 'U')
)

SELECT
    episode.collection_year,
    episode.la_code,
    episode.child_id,
    episode.file_id,
    episode.line,
    episode.episode_ceased_on,
    coalesce(lower(episode.reason_for_placement_change), 'reason_for_placement_change_not_known')
        AS reason_for_placement_change
FROM core.episodes AS episode
WHERE
    NOT episode.is_short_term_series
    AND episode.placement IS NOT NULL
    AND episode.reason_episode_ceased = 'X1'
    AND episode.collection_year >= 2016
    AND episode.episode_ceased_on
    BETWEEN year_begins_on(episode.collection_year) AND year_ends_on(episode.collection_year)
    AND EXISTS (
        SELECT 1
        FROM began_with_a_move AS next_episode
        WHERE
            next_episode.collection_year = episode.collection_year
            AND next_episode.la_code = episode.la_code
            AND next_episode.child_id = episode.child_id
            AND next_episode.episode_started_on = episode.episode_ceased_on
            -- An episode of under 24 hours is not followed by itself.
            AND NOT (next_episode.file_id = episode.file_id AND next_episode.line = episode.line)
    )
