-- One row per authority and category with any children leaving care by special guardianship in the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E5
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_ceasing', age_on_ceasing, '', '' FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_starting', age_on_starting, '', ''
    FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_known', age_known, '', '' FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', ''
    FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', ''
    FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_period_of_care', duration_of_period_of_care, '', ''
    FROM core.special_guardianship_during_year
    UNION ALL
    SELECT collection_year, la_code, 'final_legal_status', final_legal_status, '', ''
    FROM core.special_guardianship_during_year
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
