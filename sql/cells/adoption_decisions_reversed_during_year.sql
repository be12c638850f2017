-- One row per authority and category with any children no longer to be adopted, decided in the year: how many.
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
    WHERE is_reversed
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.children_with_adoption_decision WHERE is_reversed
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_reversed
    UNION ALL
    SELECT collection_year, la_code, 'age_at_reversal', age_at_reversal, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_reversed
    UNION ALL
    SELECT collection_year, la_code, 'reason_decision_ceased', reason_decision_ceased, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_reversed
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_decision', duration_of_decision, '', ''
    FROM core.children_with_adoption_decision
    WHERE is_reversed
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
