-- An incident of a missing child, and the care that it happened in.
-- record: missing
-- has_episode: episodes
-- begins_in_a_period: episodes.episode_started_on episodes.episode_ceased_on
-- ends_in_that_period: episodes.episode_started_on episodes.episode_ceased_on
-- care_ends_on: episodes.episode_ceased_on
-- is_ended_by_an_episode: episodes.episode_started_on episodes.episode_ceased_on
-- leaves_care_at_18: episodes.episode_ceased_on episodes.reason_episode_ceased
WITH periods AS (
    SELECT
        missing.file_id,
        missing.line,
        max(periods.period_ended_on) AS care_ends_on,
        bool_or(
            missing.missing_from >= periods.period_started_on AND missing.missing_from <= periods.period_ended_on
        ) AS begins_in_a_period,
        bool_or(
            missing.missing_from >= periods.period_started_on
            AND missing.missing_from <= periods.period_ended_on
            AND coalesce(missing.missing_until, DATE '9999-12-31') <= periods.period_ended_on
        ) AS ends_in_that_period
    FROM raw.checked_missing AS missing
    JOIN raw.joined_periods_of_care AS periods
        ON periods.collection_year = missing.collection_year
        AND periods.la_code = missing.la_code
        AND periods.child_id = missing.child_id
    GROUP BY missing.file_id, missing.line
),
episodes AS (
    SELECT
        missing.file_id,
        missing.line,
        bool_or(
            missing.missing_from >= episodes.episode_started_on
            AND missing.missing_from <= episodes.episode_ceased_on
            -- Where the legal status alone changed, the child may still be missing from the same placement.
            AND (episodes.reason_episode_ceased <> 'X1' OR coalesce(episodes.next_reason_for_new_episode, '') <> 'L')
        ) AS is_ended_by_an_episode,
        bool_or(
            episodes.episode_ceased_on = missing.missing_until
            AND episodes.episode_ceased_on = missing.date_of_birth + INTERVAL 18 YEAR
            AND coalesce(episodes.reason_episode_ceased, '') NOT IN ('E8', 'E15', 'E16', 'E17')
        ) AS leaves_care_at_18
    FROM raw.checked_missing AS missing
    JOIN raw.joined_episodes AS episodes
        ON episodes.collection_year = missing.collection_year
        AND episodes.la_code = missing.la_code
        AND episodes.child_id = missing.child_id
    GROUP BY missing.file_id, missing.line
)
SELECT
    missing.*,
    periods.line IS NOT NULL AS has_episode,
    coalesce(periods.begins_in_a_period, FALSE) AS begins_in_a_period,
    coalesce(periods.ends_in_that_period, FALSE) AS ends_in_that_period,
    periods.care_ends_on,
    coalesce(episodes.is_ended_by_an_episode, FALSE) AS is_ended_by_an_episode,
    coalesce(episodes.leaves_care_at_18, FALSE) AS leaves_care_at_18
FROM raw.checked_missing AS missing
LEFT JOIN periods ON periods.file_id = missing.file_id AND periods.line = missing.line
LEFT JOIN episodes ON episodes.file_id = missing.file_id AND episodes.line = missing.line
