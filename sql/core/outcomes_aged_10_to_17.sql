-- One row per child of 10 to 17 looked after for twelve months: whether convicted in the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5 and LAI1 to
--   LAI4
-- parts: by authority
-- counted: Children aged 10 to 17 on 31 March.
-- not counted: Children of 18, whom the underlying data of 2016 held by mistake.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_in_years,
    convictions
FROM core.outcomes_of_looked_after_12_months
WHERE is_aged_10_to_17
