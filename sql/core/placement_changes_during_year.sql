-- One row per episode that ended during the year with a change of placement.
-- grain: collection_year, la_code, child_id, file_id, line
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B4
-- counted: Every episode that ended between 1 April and 31 March because another began the same day (X1) with a change
--   of placement, with the same carer or another (P, B, T, U). None given: reason not known.
-- not counted: Changes of legal status alone (L); ends of care; agreed series of short-term placements; years before
--   2016, when reasons for placement change were first collected.
WITH followed AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        is_short_term_series,
        placement,
        episode_ceased_on,
        reason_episode_ceased,
        reason_for_placement_change,
        lead(episode_started_on) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on, episode_ceased_on NULLS LAST, file_id, line
        ) AS next_started_on,
        lead(reason_for_new_episode) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on, episode_ceased_on NULLS LAST, file_id, line
        ) AS next_reason
    FROM core.episodes
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    episode_ceased_on,
    coalesce(lower(reason_for_placement_change), 'reason_for_placement_change_not_known')
        AS reason_for_placement_change
FROM followed
WHERE
    NOT is_short_term_series
    AND placement IS NOT NULL
    AND reason_episode_ceased = 'X1'
    AND collection_year >= 2016
    AND episode_ceased_on BETWEEN year_begins_on(collection_year) AND year_ends_on(collection_year)
    AND next_started_on = episode_ceased_on
    AND next_reason IN ('P', 'B', 'T', 'U')
