-- Placements before the match, of children who were not placed early and are not adopted by their foster carers.
-- rule: placed_before_match
-- record: adoption_children
-- field: PLACED_ON
-- severity: query
-- effect: kept
-- message: The child was placed before it was matched, and is neither placed early nor adopted by its foster carer. Check PLACED_ON, MATCHED_ON, EARLY_PERMANENCE and FOSTER_CARER_ADOPTION.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE moved_in_on < matched_on AND NOT coalesce(is_early_permanence, FALSE) AND NOT coalesce(is_by_foster_carer, FALSE)
