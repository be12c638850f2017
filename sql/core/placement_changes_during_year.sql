-- One row per episode that ended during the year with a change of placement.
-- grain: collection_year, la_code, child_id, file_id, line
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B4; where the time in a
--   placement begins: First Release decision
-- parts: by authority
-- counted: Every episode that ended between 1 April and 31 March because another began the same day (X1) with a change
--   of placement, with the same carer or another (P, B, T, U). None given: reason not known. Age is that of the day;
--   need is that at the start of the period of care; the time placed runs from the first day with the carer.
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
        period_number,
        episode_number,
        placement,
        episode_started_on,
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
),

changes AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        period_number,
        episode_number,
        placement,
        episode_started_on,
        episode_ceased_on,
        reason_for_placement_change
    FROM followed
    WHERE
        NOT is_short_term_series
        AND placement IS NOT NULL
        AND reason_episode_ceased = 'X1'
        AND collection_year >= 2016
        AND episode_ceased_on BETWEEN year_begins_on(collection_year) AND year_ends_on(collection_year)
        AND next_started_on = episode_ceased_on
        AND next_reason IN ('P', 'B', 'T', 'U')
),

-- A temporary move and one of under 24 hours belong to no placement: they are timed by themselves.
placed AS (
    SELECT
        change.collection_year,
        change.file_id,
        change.line,
        max(placement.started_on) AS placed_on
    FROM changes AS change
    INNER JOIN core.placements AS placement
        ON
            placement.collection_year = change.collection_year
            AND placement.la_code = change.la_code
            AND placement.child_id = change.child_id
            AND placement.period_number = change.period_number
            AND placement.first_episode_number <= change.episode_number
    WHERE
        change.placement NOT IN ('T0', 'T1', 'T2', 'T3', 'T4')
        AND change.episode_ceased_on <> change.episode_started_on
    GROUP BY change.collection_year, change.file_id, change.line
)

SELECT
    change.collection_year,
    change.la_code,
    change.child_id,
    change.file_id,
    change.line,
    change.episode_ceased_on,
    child.sex,
    age_group(completed_years(child.date_of_birth, change.episode_ceased_on)) AS age_group,
    period.category_of_need,
    lower(change.placement) AS placement_type,
    duration_of_care(coalesce(placed.placed_on, change.episode_started_on), change.episode_ceased_on)
        AS duration_since_placed,
    coalesce(lower(change.reason_for_placement_change), 'reason_for_placement_change_not_known')
        AS reason_for_placement_change
FROM changes AS change
INNER JOIN core.children AS child
    ON
        child.collection_year = change.collection_year
        AND child.la_code = change.la_code
        AND child.child_id = change.child_id
INNER JOIN core.periods_of_care AS period
    ON
        period.collection_year = change.collection_year
        AND period.la_code = change.la_code
        AND period.child_id = change.child_id
        AND NOT period.is_short_term_series
        AND period.period_number = change.period_number
LEFT JOIN placed
    ON
        placed.collection_year = change.collection_year
        AND placed.file_id = change.file_id
        AND placed.line = change.line
