-- Independent living placements that begin after supported accommodation was regulated.
-- rule: independent_living_after_regulation
-- record: episodes
-- field: PLACE
-- severity: query
-- effect: kept
-- years: 2024-
-- message: P2 is not for placements that start after 28 October 2023. Use K3 for supported accommodation.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement = 'P2' AND episode_started_on > DATE '2023-10-28' AND reason_for_new_episode <> 'L'
