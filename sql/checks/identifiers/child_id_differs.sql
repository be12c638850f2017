-- Children of SSDA903 whom the census has, by their unique pupil number, under another identifier.
-- rule: child_id_differs
-- record: children
-- field: LAchildID
-- severity: query
-- effect: kept
-- message: The census has a child with this UPN under another LAchildID. Use the same identifier in both returns.
SELECT
    header.la_code, header.child_id,
    census.census_place, census.child_id AS census_value,
    header.ssda903_place, header.child_id AS ssda903_value
FROM raw.compared_children AS header
INNER JOIN raw.compared_children AS census
    ON census.la_code = header.la_code AND census.unique_pupil_number = header.unique_pupil_number
WHERE
    header.return_name = 'ssda903'
    AND census.return_name = 'cin'
    AND NOT EXISTS (
        SELECT 1 FROM raw.compared_children AS same
        WHERE same.return_name = 'cin' AND same.la_code = header.la_code AND same.child_id = header.child_id
    )
    AND NOT EXISTS (
        SELECT 1 FROM raw.compared_children AS same
        WHERE same.return_name = 'ssda903' AND same.la_code = census.la_code AND same.child_id = census.child_id
    )
