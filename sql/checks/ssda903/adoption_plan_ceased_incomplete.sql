-- Plans for adoption that end with a date but no reason, or a reason but no date.
-- rule: adoption_plan_ceased_incomplete
-- record: placed_adoption
-- field: REASON_PLACED_CEASED
-- severity: query
-- effect: kept
-- message: A plan for adoption that ceased needs both DATE_PLACED_CEASED and REASON_PLACED_CEASED. Fill in both or neither.
SELECT file_id, line
FROM raw.checked_placed_adoption
WHERE (decision_ceased_on IS NULL) <> (reason_decision_ceased IS NULL)
