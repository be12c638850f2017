-- Children whose unique pupil number is not shaped like one.
-- rule: upn_format
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: The UPN is not a letter and twelve characters, nor a reason why there is none. Correct it.
SELECT
    la_code, child_id,
    census_place, CASE WHEN return_name = 'cin' THEN number_as_sent END AS census_value,
    ssda903_place, CASE WHEN return_name = 'ssda903' THEN number_as_sent END AS ssda903_value
FROM raw.compared_children
WHERE number_as_sent IS NOT NULL AND NOT is_number_read
