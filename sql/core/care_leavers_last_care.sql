-- One row per young person followed up as a care leaver: how the last care that the returns know of ended.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers by last placement
--   and staying put; which of several episodes is the last: First Release decision
-- parts: by authority
-- counted: The last episode in returns of the year and before, of the authority and of those that it took over from
--   (core.histories_of_children); of an episode in several returns the last one's word. The last placement is that of
--   the last episode that is no temporary move (T0 to T4).
-- not counted: Episodes of under 24 hours; agreed series of short-term placements; returns of any other authority.
WITH known AS (
    SELECT
        young.collection_year,
        young.la_code,
        young.child_id,
        episode.collection_year AS returned_in,
        episode.line,
        episode.file_id,
        episode.episode_started_on,
        episode.episode_ceased_on,
        episode.reason_episode_ceased,
        episode.placement,
        coalesce(episode.placement IN ('T0', 'T1', 'T2', 'T3', 'T4'), FALSE) AS is_temporary
    FROM core.histories_of_children AS young
    INNER JOIN staged.episodes AS episode
        ON
            episode.la_code = young.returned_by
            AND episode.child_id = young.child_id
            AND episode.collection_year <= young.returned_until
    WHERE
        young.is_followed_up
        AND NOT is_series_of_short_breaks(episode.legal_status)
        AND episode.episode_started_on <= year_ends_on(young.collection_year)
        AND coalesce(episode.episode_ceased_on <> episode.episode_started_on, TRUE)
),

last_episode AS (
    SELECT collection_year, la_code, child_id, episode_ceased_on, reason_episode_ceased
    FROM known
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on DESC, returned_in DESC, line DESC, file_id DESC
        ) = 1
),

last_placement AS (
    SELECT collection_year, la_code, child_id, placement
    FROM known
    WHERE NOT is_temporary
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on DESC, returned_in DESC, line DESC, file_id DESC
        ) = 1
)

SELECT
    last_episode.collection_year,
    last_episode.la_code,
    last_episode.child_id,
    coalesce(lower(last_placement.placement), 'placement_not_known') AS placement_type,
    CASE
        WHEN coalesce(last_episode.reason_episode_ceased <> 'X1', TRUE) THEN last_episode.episode_ceased_on
    END AS care_ceased_on
FROM last_episode
LEFT JOIN last_placement
    ON
        last_placement.collection_year = last_episode.collection_year
        AND last_placement.la_code = last_episode.la_code
        AND last_placement.child_id = last_episode.child_id
