-- A child with an episode, and what its episodes come to.
SELECT
    episodes.collection_year,
    episodes.la_code,
    episodes.child_id,
    min(episodes.episode_started_on) AS care_started_on,
    max(episodes.episode_started_on) AS latest_episode_started_on,
    max(episodes.episode_ceased_on) AS latest_ceased_on,
    coalesce(bool_or(episodes.episode_ceased_on IS NULL), FALSE) AS is_open,
    coalesce(bool_or(
        episodes.episode_started_on <= episodes.year_ended_on
        AND coalesce(episodes.episode_ceased_on, episodes.year_ended_on) >= episodes.year_started_on
    ), FALSE) AS is_in_care_in_year,
    coalesce(bool_or(coalesce(episodes.legal_status, '') NOT IN ('V3', 'V4')), FALSE) AS is_not_only_in_short_breaks,
    coalesce(bool_or(episodes.legal_status = 'V3'), FALSE) AS has_short_breaks_v3,
    coalesce(bool_or(episodes.legal_status = 'V4'), FALSE) AS has_short_breaks_v4,
    coalesce(bool_or(episodes.reason_episode_ceased = 'E2'), FALSE) AS died_in_care,
    coalesce(bool_or(episodes.reason_episode_ceased IN ('E11', 'E12')), FALSE) AS was_adopted,
    max(
        CASE WHEN episodes.reason_episode_ceased IN ('E11', 'E12') THEN episodes.episode_started_on END
    ) AS adopters_episode_started_on,
    max(CASE WHEN episodes.reason_episode_ceased IN ('E11', 'E12') THEN episodes.episode_ceased_on END) AS adopted_on,
    max(CASE WHEN episodes.reason_for_new_episode = 'S' THEN episodes.episode_started_on END) AS latest_start_of_care,
    min(CASE WHEN episodes.reason_for_new_episode = 'S' THEN episodes.episode_started_on END) AS earliest_start_of_care,
    min(CASE WHEN episodes.legal_status = 'E1' THEN episodes.episode_started_on END) AS placement_order_on,
    min(CASE WHEN episodes.legal_status = 'D1' THEN episodes.episode_started_on END) AS freed_on,
    min(
        CASE WHEN episodes.placement IN ('A3', 'A4', 'A5', 'A6') THEN episodes.episode_started_on END
    ) AS placed_for_adoption_on,
    min(
        CASE WHEN coalesce(episodes.legal_status, '') NOT IN ('V3', 'V4') THEN episodes.episode_started_on END
    ) AS first_started_on,
    count(CASE WHEN episodes.placement = 'T3' THEN 1 END) AS stays_of_carers_holiday,
    sum(
        CASE WHEN episodes.legal_status = 'V3' THEN greatest(date_diff(
            'day',
            greatest(episodes.episode_started_on, episodes.year_started_on),
            least(coalesce(episodes.episode_ceased_on, episodes.year_ended_on), episodes.year_ended_on)
        ), 0) ELSE 0 END
    ) AS days_of_short_breaks,
    coalesce(bool_or(
        coalesce(episodes.legal_status, '') NOT IN ('V3', 'V4')
        AND episodes.episode_ceased_on >= episodes.year_started_on
        AND episodes.episode_ceased_on <= episodes.year_ended_on
        AND episodes.reason_episode_ceased <> 'X1'
    ), FALSE) AS ceased_in_year,
    coalesce(bool_or(episodes.legal_status = 'E1' AND episodes.episode_ceased_on IS NULL), FALSE) AS is_under_placement_order,
    coalesce(bool_or(episodes.legal_status = 'D1' AND episodes.episode_ceased_on IS NULL), FALSE) AS is_freed,
    coalesce(bool_or(episodes.legal_status = 'E1'), FALSE) AS had_placement_order,
    coalesce(bool_or(
        episodes.episode_ceased_on IS NULL
        AND episodes.episode_started_on < make_date(episodes.collection_year, 3, 24)
    ), FALSE) AS is_in_care_for_a_week,
    max_by(coalesce(episodes.reason_episode_ceased, ''), episodes.episode_started_on) AS latest_reason_ceased,
    max_by(
        coalesce(episodes.episode_ceased_on, DATE '9999-12-31'), episodes.episode_started_on
    ) AS latest_episode_ceased_on
FROM raw.checked_episodes AS episodes
GROUP BY episodes.collection_year, episodes.la_code, episodes.child_id
