-- One row per authority and category with any adopted children whose dates are known: days between stages of adoption.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E2
-- parts: by authority
WITH stages AS (
    SELECT
        collection_year,
        la_code,
        age_on_starting,
        'entry_to_decision' AS stage_of_adoption,
        days_from_entry_to_decision AS days
    FROM core.adopted_during_year
    WHERE adoption_dates_known = 'adoption_dates_known'
    UNION ALL
    SELECT collection_year, la_code, age_on_starting, 'decision_to_match', days_from_decision_to_match
    FROM core.adopted_during_year
    WHERE adoption_dates_known = 'adoption_dates_known'
    UNION ALL
    SELECT collection_year, la_code, age_on_starting, 'match_to_placed', days_from_match_to_placed
    FROM core.adopted_during_year
    WHERE adoption_dates_known = 'adoption_dates_known'
    UNION ALL
    SELECT collection_year, la_code, age_on_starting, 'placed_to_adopted', days_from_placed_to_adopted
    FROM core.adopted_during_year
    WHERE adoption_dates_known = 'adoption_dates_known'
),

counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        days
    FROM stages
    UNION ALL
    SELECT collection_year, la_code, 'stage_of_adoption', stage_of_adoption, '', '', days FROM stages
    UNION ALL
    SELECT collection_year, la_code, 'stage_of_adoption', stage_of_adoption, 'age_on_starting', age_on_starting, days
    FROM stages
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(days) AS BIGINT) AS days
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
