-- Placements without a postcode. Places for adoption are confidential, and of short breaks none is collected (214).
-- rule: placement_postcode_missing
-- record: episodes
-- field: PL_POST
-- severity: query
-- effect: kept
-- message: The placement has no readable postcode, so its authority and distance are not known. Fill in PL_POST.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement_postcode IS NULL
    AND placement IS NOT NULL
    AND placement NOT IN ('A3', 'A4', 'A5', 'A6', 'T0', 'T1', 'T2', 'T3', 'T4', 'M1', 'M2', 'M3')
    AND (legal_status IS NULL OR legal_status NOT IN ('V3', 'V4'))
