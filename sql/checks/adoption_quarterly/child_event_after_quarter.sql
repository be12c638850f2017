-- Events of a child after the end of the quarter.
-- rule: child_event_after_quarter
-- record: adoption_children
-- field: ADM_DECISION_ON
-- severity: error
-- effect: kept
-- message: A date of the child is after the end of the quarter, and is not counted. Correct it, or send it with the quarter that it is in.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE greatest(decided_on, placement_order_on, matched_on, moved_in_on, adopted_on, reversed_on, disrupted_on) > year_ended_on
