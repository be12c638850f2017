-- One row per child looked after for twelve months on 31 March: how many placements in the year, and how it began.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics
-- parts: by authority
-- counted: Children looked after on 31 March and all the time since 31 March of the year before.
-- not counted: Children looked after for less than a year.
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
WHERE span_in_years = 1 AND is_looked_after_12_months
