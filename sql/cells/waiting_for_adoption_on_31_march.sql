-- One row per authority and category with any children waiting, with a placement order, to be placed: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E4
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_with_adoption_decision
    WHERE is_waiting_with_placement_order
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_waiting_with_placement_order
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_waiting_with_placement_order
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_waiting_with_placement_order
    UNION ALL
    SELECT collection_year, la_code, 'time_since_decision', time_since_decision, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_waiting_with_placement_order
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
