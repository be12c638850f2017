-- One row per child in need on 31 March, with every breakdown the child is cut by.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, tables A3, A4, A7, B1, B3 and B4; awaiting assessment and children with two
--   open episodes: First Release decision
-- counted: Children with an episode of need referred on or before 31 March and not closed by then. Age is that on 31
--   March; duration is from the referral to 31 March. Awaiting assessment: no primary need is stated and no assessment
--   is authorised.
-- not counted: Children whose episode closed on 31 March. Of two open episodes of a child, the one referred last.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    child_number,
    referred_on,
    sex,
    age_group_with_unborn(completed_years(born_on, year_ends_on(collection_year))) AS age_group_with_unborn,
    ethnicity,
    ethnicity_chinese_in_other,
    primary_need,
    duration_of_need(referred_on, year_ends_on(collection_year)) AS duration_of_open_episode,
    awaiting_assessment
FROM core.episodes_of_need
WHERE method = 'from_2018' AND is_open_on_31_march
QUALIFY
    row_number() OVER (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY referred_on DESC, file_id, child_number, referral_number
    ) = 1
