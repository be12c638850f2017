-- One row per child protection plan that started during the year.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, tables D1, D2 and D3
-- counted: Plans that started between 1 April and 31 March, ended since or not. Age is that on the first day; initial
--   category of abuse is that of the start, latest that of the end or of 31 March. A second or subsequent plan is one
--   before which the child had another of this authority, ever.
-- not counted: A second plan of the child with the same start.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    started_on,
    sex,
    age_group_with_unborn(completed_years(born_on, started_on)) AS age_group_with_unborn,
    ethnicity,
    ethnicity AS ethnicity_chinese_in_other,
    initial_category_of_abuse,
    latest_category_of_abuse,
    second_or_subsequent_plan
FROM core.child_protection_plans
WHERE started_on >= year_begins_on(collection_year)
