-- Children of one return with the same unique pupil number.
-- rule: upn_of_several_children
-- record: children
-- field: UPN
-- severity: error
-- effect: kept
-- message: Another child of this return has the same UPN. Either one child is sent twice, or one of the numbers is wrong.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE unique_pupil_number IS NOT NULL
QUALIFY
    min(child_id) OVER (PARTITION BY collection_year, la_code, unique_pupil_number)
    <> max(child_id) OVER (PARTITION BY collection_year, la_code, unique_pupil_number)
