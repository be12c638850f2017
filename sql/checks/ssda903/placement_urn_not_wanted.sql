-- Placements that Ofsted does not register, with its number.
-- rule: placement_urn_not_wanted
-- record: episodes
-- field: URN
-- severity: query
-- effect: kept
-- years: 2016-
-- message: Ofsted registers no such placement, but its number is given. Leave URN blank, or check the placement.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement_urn IS NOT NULL
    AND placement_urn <> 'XXXXXXX'
    AND (placement IN ('P1', 'P2', 'P3', 'R1', 'R2', 'R5') OR placement LIKE 'T%' OR placement LIKE 'Z%')
