-- One row per authority and category with any children who ceased to be looked after during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables D1 to D4 and LAD1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_ceasing', age_on_ceasing, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_known', age_known, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'legal_status', legal_status, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, '', '' FROM core.ceased_during_year
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_to_2022', placement, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_period_of_care', duration_of_period_of_care, '', ''
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'number_of_periods_of_care', number_of_periods_of_care, '', ''
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'number_of_placements_in_care', number_of_placements_in_care, '', ''
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'number_of_periods_of_care',
        number_of_periods_of_care,
        'age_on_ceasing',
        age_on_ceasing
    FROM core.ceased_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'number_of_placements_in_care',
        number_of_placements_in_care,
        'age_on_ceasing',
        age_on_ceasing
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_known', age_known, 'reason_episode_ceased', reason_episode_ceased
    FROM core.ceased_during_year
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
