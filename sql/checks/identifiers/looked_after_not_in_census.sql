-- Children looked after on 31 March whom the census has neither under their identifier nor under their number.
-- rule: looked_after_not_in_census
-- record: referrals
-- field: LAchildID
-- severity: query
-- effect: kept
-- message: The child is looked after on 31 March in SSDA903, but is not in the census, where every child looked after belongs. Send the child's case.
SELECT
    la_code, child_id,
    census_place, census_child_id AS census_value,
    ssda903_place, child_id AS ssda903_value
FROM raw.compared_looked_after
WHERE census_child_id IS NULL
