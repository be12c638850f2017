-- One row per care leaver of 19 to 21 in 2014, those who died since leaving care included.
-- grain: collection_year, la_code, child_id
-- source: metadata of SFR36/2014, former care leavers: the file of the year shows those who died as a column of its
--   totals; from 2015 they are removed
-- parts: by authority
-- counted: Young people followed up in 2014; of those who died nothing else is told.
-- not counted: Those who returned home for six months or more; later years.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    care_leaver_age,
    CASE WHEN in_touch = 'died' THEN 'died' ELSE activity END AS activity_or_died,
    CASE WHEN in_touch = 'died' THEN 'died' ELSE accommodation END AS accommodation_or_died,
    CASE WHEN in_touch = 'died' THEN 'died' ELSE suitability END AS suitability_or_died
FROM core.care_leavers_followed_up
WHERE collection_year = 2014 AND (is_in_totals OR in_touch = 'died')
