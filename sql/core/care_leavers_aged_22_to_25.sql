-- One row per care leaver aged 22 to 25 around a birthday in the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers aged 22 to 25
-- parts: by authority
-- counted: Young people followed up around the 22nd to 25th birthday, in touch or not; from 2023.
-- not counted: Those who died since leaving care or returned home for six months or more; those up to 21.
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
    formerly_uasc
FROM core.care_leavers_followed_up
WHERE is_in_totals AND care_leaver_age >= '22'
