-- An intervention for substance misuse where there was none.
-- rule: oc2_intervention_without_problem
-- record: oc2
-- field: INTERVENTION_RECEIVED
-- severity: query
-- effect: kept
-- message: An intervention is recorded without a substance misuse problem. Check SUBSTANCE_MISUSE and the interventions.
SELECT file_id, line
FROM raw.checked_oc2
WHERE NOT has_substance_misuse AND (received_intervention OR was_offered_intervention)
