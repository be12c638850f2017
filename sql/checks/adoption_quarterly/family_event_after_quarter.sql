-- Events of a family after the end of the quarter.
-- rule: family_event_after_quarter
-- record: adoptive_families
-- field: REGISTERED_ON
-- severity: error
-- effect: kept
-- message: A date of the family is after the end of the quarter, and is not counted. Correct it, or send it with the quarter that it is in.
SELECT file_id, line
FROM raw.checked_adoptive_families
WHERE greatest(registered_on, second_stage_on, approved_on, matched_on, placed_on, adopted_on, left_on, disrupted_on) > year_ended_on
