-- One row per authority and category with any children adopted during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables E1 to E3
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_ceasing', age_on_ceasing, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_starting', age_on_starting, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_known', age_known, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', ''
    FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_period_of_care', duration_of_period_of_care, '', ''
    FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'final_legal_status', final_legal_status, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'number_of_adopters', number_of_adopters, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'adopters', adopters, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placed_within_12_months', placed_within_12_months, '', ''
    FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'adoption_dates_known', adoption_dates_known, '', '' FROM core.adopted_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'age_on_starting',
        age_on_starting,
        'placed_within_12_months',
        placed_within_12_months
    FROM core.adopted_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_starting', age_on_starting, 'adoption_dates_known', adoption_dates_known
    FROM core.adopted_during_year
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
