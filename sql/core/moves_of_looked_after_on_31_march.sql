-- One row per child looked after on 31 March and placement, school or social worker of the year, counted by stability or not.
-- grain: collection_year, la_code, child_id, kind, event
-- source: First Release decision: what an authority is shown of its own children, from the models that stability counts with
-- counted: Placements of core.placements held in the year, so also the one that was there when it began; school moves that
--   core.school_stability adds up; the first episode in the year of each social worker of core.social_worker_episodes_held.
-- not counted: Episodes that begin in the year and no placement, moves before care and of children who are in no census at school
--   age, and a social worker's further episodes are there, with the reason. Moves of school in August and September that end a
--   phase are not there.
WITH children AS (
    SELECT collection_year, la_code, child_id
    FROM core.placements_held
    WHERE span_in_years = 1
),

episodes AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        episode_number,
        episode_started_on,
        episode_ceased_on,
        placement,
        reason_for_new_episode,
        coalesce(placement, 'not known') || coalesce(' ' || placement_postcode, '') AS placed_in,
        lag(coalesce(placement, 'not known') || coalesce(' ' || placement_postcode, '')) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
        ) AS placed_in_before
    FROM core.episodes
    WHERE NOT is_short_term_series
),

placements AS (
    SELECT
        episode.collection_year,
        episode.la_code,
        episode.child_id,
        episode.episode_number AS in_order,
        episode.episode_started_on AS happened_on,
        coalesce(episode.placed_in_before, 'came into care') AS moved_from,
        episode.placed_in AS moved_to,
        held.child_id IS NOT NULL AS is_counted,
        CASE
            WHEN held.started_on < year_begins_on(episode.collection_year) THEN 'the placement when the year began'
            WHEN held.placement_number = 1 THEN 'the first placement of a period of care'
            WHEN held.child_id IS NOT NULL THEN 'another carer'
            WHEN episode.episode_ceased_on = episode.episode_started_on THEN 'under 24 hours'
            WHEN episode.placement IN ('T0', 'T1', 'T2', 'T3', 'T4') THEN 'a temporary move'
            WHEN episode.reason_for_new_episode = 'L' THEN 'another legal status alone'
            WHEN episode.placement IN ('A3', 'A5') THEN 'placed for adoption with the carer of before'
            WHEN episode.reason_for_new_episode IN ('T', 'U') THEN 'the same carer'
            ELSE 'back from a temporary move'
        END AS reason
    FROM children
    INNER JOIN episodes AS episode
        ON
            episode.collection_year = children.collection_year
            AND episode.la_code = children.la_code
            AND episode.child_id = children.child_id
    LEFT JOIN core.placements AS held
        ON
            held.collection_year = episode.collection_year
            AND held.la_code = episode.la_code
            AND held.child_id = episode.child_id
            AND held.period_number = episode.period_number
            AND held.first_episode_number = episode.episode_number
            AND coalesce(held.ceased_on > year_begins_on(held.collection_year), TRUE)
    WHERE
        episode.episode_started_on <= year_ends_on(episode.collection_year)
        AND (held.child_id IS NOT NULL OR episode.episode_started_on >= year_begins_on(episode.collection_year))
),

schools AS (
    SELECT
        children.collection_year,
        children.la_code,
        children.child_id,
        move.moved_on AS happened_on,
        coalesce(move.left_institution, 'no school known') AS moved_from,
        move.institution AS moved_to,
        coalesce(move.moved_on >= school.first_day_in_care, FALSE) AS is_counted,
        CASE
            WHEN school.child_id IS NULL THEN 'not of school age, or in no census of the year'
            WHEN move.moved_on < school.first_day_in_care THEN 'before the child came into care'
            WHEN move.is_mid_year THEN 'another school, in the middle of the year'
            ELSE 'another school, in August or September'
        END AS reason
    FROM children
    INNER JOIN core.school_moves AS move
        ON
            move.collection_year = children.collection_year
            AND move.la_code = children.la_code
            AND move.child_id = children.child_id
            AND move.is_in_year
    LEFT JOIN core.school_stability AS school
        ON
            school.collection_year = children.collection_year
            AND school.la_code = children.la_code
            AND school.child_id = children.child_id
            AND school.span_in_years = 1
),

workers AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        social_worker_started_on,
        CASE WHEN starts_with(social_worker, CAST(file_id AS VARCHAR) || ' ') THEN 'without an identifier' ELSE social_worker END
            AS social_worker,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id, social_worker ORDER BY social_worker_started_on, file_id, line
        ) = 1 AS is_counted
    FROM core.social_worker_episodes_held
    WHERE span_in_years = 1
),

told AS (
    SELECT collection_year, la_code, child_id, 'placement' AS kind, in_order, happened_on, moved_from, moved_to, is_counted, reason
    FROM placements
    UNION ALL
    SELECT collection_year, la_code, child_id, 'school', 0, happened_on, moved_from, moved_to, is_counted, reason
    FROM schools
    UNION ALL
    SELECT
        collection_year,
        la_code,
        child_id,
        'social worker',
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY social_worker_started_on, file_id, line
        ),
        social_worker_started_on,
        coalesce(
            lag(social_worker) OVER (
                PARTITION BY collection_year, la_code, child_id ORDER BY social_worker_started_on, file_id, line
            ),
            'nobody in the year'
        ),
        social_worker,
        is_counted,
        CASE
            WHEN NOT is_counted THEN 'the same person again'
            WHEN social_worker_started_on < year_begins_on(collection_year) THEN 'the social worker when the year began'
            ELSE 'another person'
        END
    FROM workers
)

SELECT
    collection_year,
    la_code,
    child_id,
    kind,
    CAST(row_number() OVER (
        PARTITION BY collection_year, la_code, child_id, kind ORDER BY happened_on, in_order
    ) AS INTEGER) AS event,
    happened_on,
    moved_from,
    moved_to,
    is_counted,
    reason
FROM told
