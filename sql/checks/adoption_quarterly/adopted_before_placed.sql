-- Adoption orders before the child was placed.
-- rule: adopted_before_placed
-- record: adoption_children
-- field: ADOPTION_ORDER_ON
-- severity: error
-- effect: kept
-- message: The adoption order is from before the child was placed. Correct ADOPTION_ORDER_ON or PLACED_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE adopted_on < moved_in_on
