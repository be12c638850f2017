-- Decisions for adoption before the child entered care.
-- rule: decided_before_care
-- record: adoption_children
-- field: ADM_DECISION_ON
-- severity: query
-- effect: kept
-- message: It was decided that the child should be placed for adoption before it entered care. Check ADM_DECISION_ON and ENTERED_CARE_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE decided_on < entered_care_on
