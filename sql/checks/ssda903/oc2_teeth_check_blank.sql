-- Outcomes of every child without TEETH_CHECK, which counts as no.
-- rule: oc2_teeth_check_blank
-- record: oc2
-- field: TEETH_CHECK
-- severity: query
-- effect: kept
-- message: OC2 asks for TEETH_CHECK of every child; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE had_teeth_check IS NULL
