-- Children both adopted and no longer to be placed for adoption.
-- rule: adopted_and_reversed
-- record: adoption_children
-- field: DECISION_REVERSED_ON
-- severity: error
-- effect: kept
-- message: The child is adopted, and the decision for adoption is reversed. Only one of the two can be; correct ADOPTION_ORDER_ON or DECISION_REVERSED_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE adopted_on IS NOT NULL AND reversed_on IS NOT NULL
