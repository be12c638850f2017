-- One row per episode of need that ended during the year, as the editions up to 2017 counted them.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics up to 2017 (not designated National Statistics), tables B1, B5 and B6
-- counted: Episodes of need in the return with a closing date; duration from the referral to the closing date, age on
--   the closing date. Cases referred before the year and closed after assessment count unless this return has it.
-- not counted: Cases whose only activity in this return is an assessment and that were closed after it.
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
WHERE method = 'to_2017' AND is_ending
