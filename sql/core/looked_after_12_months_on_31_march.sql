-- One row per child looked after on 31 March and all the time since 31 March of the year before, or longer.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B1; that the year runs
--   from 31 March to 31 March: First Release decision
-- parts: by authority
-- counted: Children looked after on 31 March whose present period of care began on or before 31 March a year before.
-- not counted: Children whose present period began on 1 April of the year or later, also when they were looked after
--   before it; agreed series of short-term placements.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    age,
    sex,
    age_group,
    ethnicity,
    placement_code AS placement_type
FROM core.looked_after_on_31_march
WHERE period_started_on < year_begins_on(collection_year)
