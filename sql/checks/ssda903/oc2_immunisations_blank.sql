-- Outcomes of every child without IMMUNISATIONS, which counts as no.
-- rule: oc2_immunisations_blank
-- record: oc2
-- field: IMMUNISATIONS
-- severity: query
-- effect: kept
-- message: OC2 asks for IMMUNISATIONS of every child; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE is_immunised IS NULL
