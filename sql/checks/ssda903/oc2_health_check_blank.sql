-- Outcomes of children under 5 without HEALTH_CHECK, which counts as no.
-- rule: oc2_health_check_blank
-- record: oc2
-- field: HEALTH_CHECK
-- severity: query
-- effect: kept
-- message: OC2 asks for HEALTH_CHECK of children under 5; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE is_development_assessment_up_to_date IS NULL AND date_of_birth + INTERVAL '5' YEAR > year_ended_on
