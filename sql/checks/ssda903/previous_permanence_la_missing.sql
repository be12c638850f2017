-- Previous permanence without the authority that arranged it.
-- rule: previous_permanence_la_missing
-- record: previous_permanence
-- field: LA_PERM
-- severity: query
-- effect: kept
-- message: Previous permanence is P1 to P3, but the authority that arranged it is blank. Fill in LA_PERM.
SELECT file_id, line
FROM raw.checked_previous_permanence
WHERE previous_permanence IN ('P1', 'P2', 'P3') AND previous_permanence_la IS NULL
