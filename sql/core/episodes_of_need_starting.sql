-- One row per episode of need that started during the year.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics, table B1
-- counted: Episodes of need referred between 1 April and 31 March, also those closed in the year. Age is that on the
--   day of the referral. A child may have several.
-- not counted: Referrals that led to no further action or to an assessment only.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    referred_on,
    sex,
    age_group_with_unborn(completed_years(born_on, referred_on)) AS age_group_with_unborn,
    ethnicity,
    ethnicity_chinese_in_other,
    primary_need,
    disability
FROM core.episodes_of_need
WHERE method = 'from_2018' AND is_starting
