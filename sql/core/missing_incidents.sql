-- One row per incident of a child looked after who was missing.
-- grain: file_id, line
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables G1 and LAG1
-- parts: by authority
-- counted: Incidents of being missing that were open for some time in the year.
-- not counted: Incidents of the other kind.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    days,
    age_group,
    duration_of_incident,
    placement_missing_from,
    placement_missing_from AS placement_missing_from_to_2022,
    locality
FROM core.incidents_of_absence
WHERE kind_of_absence = 'missing'
