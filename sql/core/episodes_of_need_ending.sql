-- One row per episode of need that ended during the year.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics from 2018 on, tables B1, B5 and B6
-- counted: Episodes of need closed between 1 April and 31 March; duration from the referral to the closing date,
--   age on the closing date. Closed on 31 March has ended.
-- not counted: Cases closed after an assessment that found no need, also those referred before the year.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    referred_on,
    closed_on,
    sex,
    age_group_with_unborn(completed_years(born_on, closed_on)) AS age_group_with_unborn,
    ethnicity,
    ethnicity_chinese_in_other,
    primary_need,
    disability,
    duration_of_need(referred_on, closed_on) AS duration_of_ended_episode,
    reason_for_closure
FROM core.episodes_of_need
WHERE method = 'from_2018' AND is_ending
