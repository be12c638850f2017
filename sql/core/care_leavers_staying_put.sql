-- One row per care leaver of 18 to 20 who left foster care on the eighteenth birthday.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data sets on staying put
-- parts: by authority
-- counted: Care leavers, from 2016, whose last care that is known ended on the eighteenth birthday in a foster
--   placement: U1 to U6, Q1 or Q2, a temporary move from one included.
-- not counted: Those who died since leaving care or returned home; those whose end of care no return in the folder
--   tells.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    care_leaver_age,
    staying_put
FROM core.care_leavers_followed_up
WHERE
    collection_year >= 2016
    AND is_in_totals
    AND left_foster_care_on_18th_birthday
    AND care_leaver_age IN ('18', '19', '20')
