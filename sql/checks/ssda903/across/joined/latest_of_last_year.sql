-- A child with an episode in the return of the year before, and the last of them. The collection year is that of now.
SELECT collection_year, la_code, child_id,
    max(episode_started_on) AS episode_started_on,
    max_by(coalesce(episode_ceased_on, DATE '9999-12-31'), episode_started_on) AS ceased_on,
    max_by(coalesce(reason_episode_ceased, ''), episode_started_on) AS reason_episode_ceased,
    max_by(coalesce(legal_status, ''), episode_started_on) AS legal_status
FROM raw.earlier_episodes
GROUP BY collection_year, la_code, child_id
