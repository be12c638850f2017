-- Children whose unique pupil number another authority gives to a child with another date of birth.
-- rule: upn_of_another_authority
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: Another authority has this UPN for a child with another date of birth. Check the number and the date.
SELECT DISTINCT
    own.la_code, own.child_id,
    own.census_place, CASE WHEN own.return_name = 'cin' THEN own.unique_pupil_number END AS census_value,
    own.ssda903_place, CASE WHEN own.return_name = 'ssda903' THEN own.unique_pupil_number END AS ssda903_value
FROM raw.compared_children AS own
INNER JOIN raw.compared_children AS other
    ON
        other.unique_pupil_number = own.unique_pupil_number
        AND other.la_code <> own.la_code
        AND other.date_of_birth <> own.date_of_birth
