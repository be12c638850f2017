-- Child protection plans that ended before the year began.
-- rule: plan_before_year
-- record: child_protection_plans
-- field: CPPendDate
-- severity: query
-- effect: kept
-- message: The plan ended before 1 April, so it does not belong to this census. Leave it out or correct the date.
SELECT file_id, element
FROM raw.checked_cin_child_protection_plans
WHERE ended_on < year_started_on AND ended_on >= started_on
