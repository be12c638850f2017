-- One row per authority and category with any children in need on 31 March, by the disabilities recorded: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table B2
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability', disability, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_mob', disability_mob, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_hand', disability_hand, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_pc', disability_pc, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_inc', disability_inc, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_comm', disability_comm, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_ld', disability_ld, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_hear', disability_hear, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_vis', disability_vis, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_beh', disability_beh, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_con', disability_con, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_aut', disability_aut, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'disability_dda', disability_dda, '', ''
    FROM core.disabilities_of_children_in_need_on_31_march
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
