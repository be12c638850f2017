-- One row per child looked after on 31 March: how many placements in the year, and how it began.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics
-- parts: by authority
-- counted: Children looked after on 31 March; legal status and placement are the first of the year.
-- not counted: Earlier years.
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
WHERE span_in_years = 1
