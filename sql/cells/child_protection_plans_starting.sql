-- One row per authority and category with any child protection plans that started during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, tables D1, D2 and D3
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'age_group_with_unborn', age_group_with_unborn, '', ''
    FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity_chinese_in_other', ethnicity_chinese_in_other, '', ''
    FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'initial_category_of_abuse', initial_category_of_abuse, '', ''
    FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'latest_category_of_abuse', latest_category_of_abuse, '', ''
    FROM core.child_protection_plans_starting
    UNION ALL
    SELECT collection_year, la_code, 'second_or_subsequent_plan', second_or_subsequent_plan, '', ''
    FROM core.child_protection_plans_starting
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS plans
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
