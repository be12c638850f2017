-- One row per child looked after for less than a year on 31 March: how many placements in it, and how it began.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics
-- parts: by authority
-- counted: Children looked after on 31 March whose present period of care began on 1 April of the year or later.
-- not counted: Children looked after for twelve months.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_group,
    ethnicity,
    legal_status,
    placement_type,
    uasc,
    number_of_placements_held
FROM core.placements_held
WHERE span_in_years = 1 AND NOT is_looked_after_12_months
