-- Outcomes of every child without HEALTH_ASSESSMENT, which counts as no.
-- rule: oc2_health_assessment_blank
-- record: oc2
-- field: HEALTH_ASSESSMENT
-- severity: query
-- effect: kept
-- message: OC2 asks for HEALTH_ASSESSMENT of every child; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE had_health_assessment IS NULL
