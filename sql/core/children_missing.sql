-- One row per child looked after who was missing during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables G1 and LAG1
-- parts: by authority
-- counted: Children with an incident of being missing in the year, each once.
-- not counted: Children with incidents of the other kind only.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    ethnicity,
    absent_more_than_once,
    absent_on_31_march
FROM core.children_absent_during_year
WHERE kind_of_absence = 'missing'
