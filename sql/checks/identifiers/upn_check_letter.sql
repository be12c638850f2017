-- Children whose unique pupil number begins with a letter that its other characters do not give.
-- rule: upn_check_letter
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: The first letter of the UPN does not agree with the rest of the number. Check it.
SELECT
    la_code, child_id,
    census_place, CASE WHEN return_name = 'cin' THEN unique_pupil_number END AS census_value,
    ssda903_place, CASE WHEN return_name = 'ssda903' THEN unique_pupil_number END AS ssda903_value
FROM raw.compared_children
WHERE is_check_letter_wrong
