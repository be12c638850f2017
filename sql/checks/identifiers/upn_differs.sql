-- Children who have one unique pupil number in the census and another in SSDA903.
-- rule: upn_differs
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: The census and SSDA903 have different UPNs for this child, and neither is the former one. Correct whichever is wrong.
SELECT
    census.la_code, census.child_id,
    census.census_place, census.unique_pupil_number AS census_value,
    header.ssda903_place, header.unique_pupil_number AS ssda903_value
FROM raw.compared_children AS census
INNER JOIN raw.compared_children AS header
    ON header.la_code = census.la_code AND header.child_id = census.child_id
WHERE
    census.return_name = 'cin'
    AND header.return_name = 'ssda903'
    AND header.unique_pupil_number <> census.unique_pupil_number
    AND header.unique_pupil_number IS DISTINCT FROM census.former_number
