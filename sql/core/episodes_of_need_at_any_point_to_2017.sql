-- One row per episode of need at any point during the year, as the editions up to 2017 counted them.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics up to 2017 (not designated National Statistics), table B1
-- counted: Episodes of need in the return, ended or open on 31 March. Age is that on the closing date or on 31 March.
-- not counted: Cases whose only activity in this return is an assessment and that were closed after it.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    referred_on,
    sex,
    age_group_with_unborn(
        completed_years(born_on, coalesce(closed_on, year_ends_on(collection_year)))
    ) AS age_group_with_unborn,
    ethnicity,
    ethnicity_chinese_in_other,
    primary_need,
    disability
FROM core.episodes_of_need
WHERE method = 'to_2017' AND (is_ending OR is_open_on_31_march)
