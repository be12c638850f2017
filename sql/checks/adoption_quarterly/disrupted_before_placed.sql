-- Disruptions of children who are not placed, or before they were.
-- rule: disrupted_before_placed
-- record: adoption_children
-- field: DISRUPTED_ON
-- severity: error
-- effect: kept
-- message: The placement was disrupted before the child was placed, or PLACED_ON is blank. Correct DISRUPTED_ON or PLACED_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE disrupted_on IS NOT NULL AND (moved_in_on IS NULL OR disrupted_on < moved_in_on)
