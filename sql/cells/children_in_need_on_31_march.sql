-- One row per authority and category with any children in need on 31 March: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, tables A3, A4, A7, B1, B3 and B4
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'age_group_with_unborn', age_group_with_unborn, '', ''
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity_chinese_in_other', ethnicity_chinese_in_other, '', ''
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'primary_need', primary_need, '', '' FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_open_episode', duration_of_open_episode, '', ''
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'awaiting_assessment', awaiting_assessment, '', ''
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'age_group_with_unborn', age_group_with_unborn, 'sex', sex
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'primary_need', primary_need, 'age_group_with_unborn', age_group_with_unborn
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'primary_need', primary_need, 'sex', sex FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, 'age_group_with_unborn', age_group_with_unborn
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, 'sex', sex FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'ethnicity_chinese_in_other',
        ethnicity_chinese_in_other,
        'age_group_with_unborn',
        age_group_with_unborn
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity_chinese_in_other', ethnicity_chinese_in_other, 'sex', sex
    FROM core.children_in_need_on_31_march
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS children
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
