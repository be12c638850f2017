-- Children of an authority who have their unique pupil number in common with another child of the same return.
-- rule: upn_on_several_children
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: Several children of this return have this UPN: either one child is recorded more than once, or all but one of the numbers are wrong.
SELECT
    la_code, child_id,
    census_place, CASE WHEN return_name = 'cin' THEN unique_pupil_number END AS census_value,
    ssda903_place, CASE WHEN return_name = 'ssda903' THEN unique_pupil_number END AS ssda903_value
FROM raw.compared_children
WHERE unique_pupil_number IS NOT NULL
QUALIFY
    min(child_id) OVER (PARTITION BY return_name, la_code, unique_pupil_number)
    <> max(child_id) OVER (PARTITION BY return_name, la_code, unique_pupil_number)
