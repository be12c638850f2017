-- Outcomes of every child without SUBSTANCE_MISUSE, which counts as no.
-- rule: oc2_substance_misuse_blank
-- record: oc2
-- field: SUBSTANCE_MISUSE
-- severity: query
-- effect: kept
-- message: OC2 asks for SUBSTANCE_MISUSE of every child; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE has_substance_misuse IS NULL
