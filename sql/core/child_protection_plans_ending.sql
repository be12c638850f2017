-- One row per child protection plan that ended during the year.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, tables D1 and D7
-- counted: Plans that ended between 1 April and 31 March. Age is that on the last day. The duration is from the start
--   to the end; two years or more are more than 729 days, the last one included.
-- not counted: Plans that ended in earlier years and are sent again.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    started_on,
    ended_on,
    sex,
    age_group_with_unborn(completed_years(born_on, ended_on)) AS age_group_with_unborn,
    ethnicity,
    ethnicity AS ethnicity_chinese_in_other,
    initial_category_of_abuse,
    latest_category_of_abuse,
    duration_of_plan(started_on, ended_on) AS duration_of_plan
FROM core.child_protection_plans
WHERE ended_on >= year_begins_on(collection_year)
