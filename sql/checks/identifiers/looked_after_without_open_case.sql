-- Children looked after on 31 March whom the census has without a case that is open on that day.
-- rule: looked_after_without_open_case
-- record: referrals
-- field: CINclosureDate
-- severity: query
-- effect: kept
-- message: The child is looked after on 31 March in SSDA903, but has no open case in the census. Correct the closure date or the episode.
SELECT
    la_code, child_id,
    census_place, census_child_id AS census_value,
    ssda903_place, child_id AS ssda903_value
FROM raw.compared_looked_after AS looked_after
WHERE
    census_child_id IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM raw.compared_open_cases AS opened
        WHERE opened.la_code = looked_after.la_code AND opened.child_id = looked_after.census_child_id
    )
