-- One row per child of 5 to 16 looked after for twelve months: score of strengths and difficulties.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5 and LAI1 to
--   LAI4
-- parts: by authority
-- counted: Children aged 5 to 16 on 31 March, with a score or without.
-- not counted: Children of 4 and of 17, whose scores are collected and not published.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_in_years,
    sdq_score,
    strengths_and_difficulties
FROM core.outcomes_of_looked_after_12_months
WHERE is_aged_5_to_16
