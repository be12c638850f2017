-- Children's homes, and fostering by agencies, without Ofsted's number; of short breaks none is collected.
-- rule: placement_urn_missing
-- record: episodes
-- field: URN
-- severity: query
-- effect: kept
-- years: 2016-
-- message: The placement is in a children's home (K1, K2) or with an agency's foster carers (U1 to U6 with PR4 or PR5), but Ofsted's number is blank. Fill in URN.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement_urn IS NULL
    AND coalesce(legal_status, '') NOT IN ('V3', 'V4')
    AND (
        placement IN ('K1', 'K2')
        OR (placement IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6') AND placement_provider IN ('PR4', 'PR5'))
    )
