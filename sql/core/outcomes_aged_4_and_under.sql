-- One row per young child looked after for twelve months: whether development assessments are up to date.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5 and LAI1 to
--   LAI4
-- parts: by authority
-- counted: Children aged up to 4 on 31 March, up to 5 in 2014 and 2015.
-- not counted: Older children.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_in_years,
    development_assessment
FROM core.outcomes_of_looked_after_12_months
WHERE is_of_development_assessment_age
