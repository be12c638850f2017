-- One row per authority and category with any children with an episode of need that ended during the year, as the
-- editions up to 2017 counted them: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table B1 up to 2017
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT collection_year, la_code, 'age_group_with_unborn', age_group_with_unborn, '', ''
    FROM core.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity_chinese_in_other', ethnicity_chinese_in_other, '', ''
    FROM core.children_ending_an_episode_of_need_to_2017
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
