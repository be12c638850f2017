-- One row per authority and category with any children for whom adoption was the plan during the year: how many.
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
    UNION ALL
    SELECT collection_year, la_code, 'decision_made', decision_made, '', '' FROM core.children_with_adoption_decision
    UNION ALL
    SELECT collection_year, la_code, 'outcome_of_decision', outcome_of_decision, '', ''
    FROM core.children_with_adoption_decision
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
