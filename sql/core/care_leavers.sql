-- One row per care leaver aged 17 to 21 (19 to 21 in 2014 and 2015) around a birthday in the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers aged 17 to 21;
--   ages 19 to 21 in 2014 and 2015: SFR36/2014
-- parts: by authority
-- counted: Young people followed up around a birthday up to the 21st, in touch or not.
-- not counted: Those who died since leaving care or returned home for six months or more; those of 22 and over.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    care_leaver_age,
    in_touch,
    activity,
    accommodation,
    suitability,
    sex,
    ethnicity,
    placement_type,
    formerly_uasc
FROM core.care_leavers_followed_up
WHERE is_in_totals AND care_leaver_age <= '21'
