-- One row per authority and category with any assessments completed during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table C2; by kind and by whether the child was seen: the tables of 2014
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.assessments_in_year
    UNION ALL
    SELECT collection_year, la_code, 'kind_of_assessment', kind_of_assessment, '', '' FROM core.assessments_in_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_assessment', duration_of_assessment, '', ''
    FROM core.assessments_in_year
    UNION ALL
    SELECT collection_year, la_code, 'within_45_working_days', within_45_working_days, '', ''
    FROM core.assessments_in_year
    UNION ALL
    -- Not a tree of categories: the number of working days itself, from which quartiles are taken.
    SELECT collection_year, la_code, 'working_days_of_assessment', working_days_of_assessment, '', ''
    FROM core.assessments_in_year
    UNION ALL
    SELECT collection_year, la_code, 'child_seen_by_social_worker', child_seen_by_social_worker, '', ''
    FROM core.assessments_in_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'kind_of_assessment',
        kind_of_assessment,
        'duration_of_assessment',
        duration_of_assessment
    FROM core.assessments_in_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'kind_of_assessment',
        kind_of_assessment,
        'within_45_working_days',
        within_45_working_days
    FROM core.assessments_in_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'kind_of_assessment',
        kind_of_assessment,
        'working_days_of_assessment',
        working_days_of_assessment
    FROM core.assessments_in_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'kind_of_assessment',
        kind_of_assessment,
        'child_seen_by_social_worker',
        child_seen_by_social_worker
    FROM core.assessments_in_year
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS assessments
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
