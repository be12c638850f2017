-- Providers that cannot have the placement.
-- rule: provider_does_not_fit_placement
-- record: episodes
-- field: PLACE_PROVIDER
-- severity: query
-- effect: kept
-- message: PLACE_PROVIDER cannot provide this placement: PR0 is for own parents (P1) alone, and no other is; an authority has no R2 or R5, a public body no fostering, adoption or home. Check both.
SELECT file_id, line
FROM raw.checked_episodes
WHERE (placement_provider = 'PR0' AND placement <> 'P1')
    OR (placement_provider <> 'PR0' AND placement = 'P1')
    OR (placement_provider IN ('PR1', 'PR2') AND placement IN ('R2', 'R5'))
    OR (
        placement_provider = 'PR3'
        AND placement IN ('A3', 'A4', 'A5', 'A6', 'K1', 'K2', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6')
    )
