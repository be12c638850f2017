-- Placed with own parents while accommodated by agreement.
-- rule: placed_with_parents_by_agreement
-- record: episodes
-- field: PLACE
-- severity: query
-- effect: kept
-- message: A child accommodated under section 20 (V2 to V4) cannot be placed with own parents (P1). Check PLACE and LS.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement = 'P1' AND legal_status IN ('V2', 'V3', 'V4')
