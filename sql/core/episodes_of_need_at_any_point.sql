-- One row per episode of need at any point during the year.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics from 2018 on, table B1
-- counted: Episodes of need that ended in the year and those open on 31 March. Age is that on the closing date or on
--   31 March.
-- not counted: Cases closed before the year; cases closed after an assessment that found no need.
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
WHERE method = 'from_2018' AND (is_ending OR is_open_on_31_march)
