-- Plans of children in need that end before they begin.
-- rule: plan_dates_end_before_start
-- record: plan_dates
-- field: CINPlanEndDate
-- severity: error
-- effect: kept
-- message: CINPlanEndDate is before CINPlanStartDate. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_plan_dates
WHERE ended_on < started_on
