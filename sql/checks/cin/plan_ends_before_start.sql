-- Child protection plans that end before they begin.
-- rule: plan_ends_before_start
-- record: child_protection_plans
-- field: CPPendDate
-- severity: error
-- effect: kept
-- message: CPPendDate is before CPPstartDate. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_child_protection_plans
WHERE ended_on < started_on
