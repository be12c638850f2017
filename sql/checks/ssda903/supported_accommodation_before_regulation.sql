-- Supported accommodation that begins before it existed as a placement.
-- rule: supported_accommodation_before_regulation
-- record: episodes
-- field: PLACE
-- severity: query
-- effect: kept
-- years: 2024-
-- message: K3 is for placements from 28 October 2023 on. Start a new episode on the day of registration, or check PLACE.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement = 'K3' AND episode_started_on < DATE '2023-10-28'
