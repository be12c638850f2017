-- Children who have one date of birth in the census and another in SSDA903.
-- rule: birth_date_differs
-- record: children
-- field: PersonBirthDate
-- severity: query
-- effect: kept
-- message: The census and SSDA903 have different dates of birth for this child. Correct whichever is wrong.
SELECT
    census.la_code, census.child_id,
    census.census_place, CAST(census.date_of_birth AS VARCHAR) AS census_value,
    header.ssda903_place, CAST(header.date_of_birth AS VARCHAR) AS ssda903_value
FROM raw.compared_children AS census
INNER JOIN raw.compared_children AS header
    ON header.la_code = census.la_code AND header.child_id = census.child_id
WHERE
    census.return_name = 'cin'
    AND header.return_name = 'ssda903'
    AND header.date_of_birth <> census.date_of_birth
