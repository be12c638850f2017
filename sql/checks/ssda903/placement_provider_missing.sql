-- Placements without a provider, where one is always known.
-- rule: placement_provider_missing
-- record: episodes
-- field: PLACE_PROVIDER
-- severity: query
-- effect: kept
-- message: The placement has no provider. Fill in PLACE_PROVIDER.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement_provider IS NULL
    AND placement IS NOT NULL
    AND placement NOT IN ('P1', 'T0', 'T1', 'T2', 'T3', 'T4', 'Z1', 'M1', 'M2', 'M3')
