-- A child looked after for the 12 months to the end of the year; one who ceased on its last day still was.
SELECT collection_year, la_code, child_id
FROM raw.checked_episodes
GROUP BY collection_year, la_code, child_id
HAVING
    coalesce(bool_or(
        episode_started_on <= year_ended_on AND coalesce(episode_ceased_on, year_ended_on) >= year_started_on
    ), FALSE)
    AND NOT coalesce(bool_or(
        (
            reason_for_new_episode = 'S'
            AND episode_started_on > year_started_on
            AND episode_started_on <= year_ended_on
        )
        OR (
            coalesce(reason_episode_ceased, '') <> 'X1'
            AND episode_ceased_on >= year_started_on
            AND episode_ceased_on < year_ended_on
        )
        OR (
            legal_status IN ('V3', 'V4')
            AND episode_started_on <= year_ended_on
            AND coalesce(episode_ceased_on, year_ended_on) >= year_started_on
        )
    ), FALSE)
