-- One row per child looked after on 31 March and in the year before: how many placements in two years, and how they
-- began.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics
-- parts: by authority
-- counted: Children looked after on 31 March and for a day or more of the previous year; placements, first legal status
--   and first placement of the two years.
-- not counted: Children first looked after in the year.
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
WHERE span_in_years = 2
