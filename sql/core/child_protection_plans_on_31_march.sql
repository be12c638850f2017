-- One row per child protection plan on 31 March.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, tables A5, A6, D1, D4 and D5
-- counted: Plans that started on or before 31 March and had not ended by then. Age is that on 31 March. The duration is
--   from the start to 31 March; two years or more are more than 729 days, the last one included.
-- not counted: Plans that ended on 31 March.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    started_on,
    sex,
    age_group_with_unborn(completed_years(born_on, year_ends_on(collection_year))) AS age_group_with_unborn,
    ethnicity,
    ethnicity AS ethnicity_chinese_in_other,
    initial_category_of_abuse,
    latest_category_of_abuse,
    duration_of_plan(started_on, year_ends_on(collection_year)) AS duration_of_plan
FROM core.child_protection_plans
WHERE ended_on IS NULL
