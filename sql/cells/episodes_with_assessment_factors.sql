-- One row per authority and category with any referrals that have factors found at the end of the year's assessments:
-- how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table C3; initial and single assessments apart: the tables of 2014
WITH episodes AS (
    SELECT collection_year, la_code, kind_of_assessment, any_factor, count(*) AS episodes
    FROM core.episodes_with_assessment_factors
    GROUP BY collection_year, la_code, kind_of_assessment, any_factor
),

assessed AS (
    SELECT collection_year, la_code, kind_of_assessment, sum(episodes) AS episodes
    FROM episodes
    GROUP BY collection_year, la_code, kind_of_assessment
),

-- Every factor is a breakdown of its own, because a referral may have several.
factors AS (
    SELECT DISTINCT breakdown
    FROM reference.categories
    WHERE breakdown LIKE 'factor!_%' ESCAPE '!'
),

identified AS (
    SELECT collection_year, la_code, kind_of_assessment, factor, count(*) AS episodes
    FROM core.assessment_factors
    GROUP BY collection_year, la_code, kind_of_assessment, factor
),

by_factor AS (
    SELECT
        assessed.collection_year,
        assessed.la_code,
        assessed.kind_of_assessment,
        factors.breakdown,
        coalesce(identified.episodes, 0) AS identified,
        assessed.episodes - coalesce(identified.episodes, 0) AS not_identified
    FROM assessed
    CROSS JOIN factors
    LEFT JOIN identified
        ON
            identified.collection_year = assessed.collection_year
            AND identified.la_code = assessed.la_code
            AND identified.kind_of_assessment = assessed.kind_of_assessment
            AND identified.factor = factors.breakdown
),

counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        episodes
    FROM assessed
    UNION ALL
    SELECT collection_year, la_code, 'kind_of_assessment', kind_of_assessment, '', '', episodes FROM assessed
    UNION ALL
    SELECT collection_year, la_code, 'any_factor', any_factor, '', '', episodes FROM episodes
    UNION ALL
    SELECT collection_year, la_code, 'any_factor', any_factor, 'kind_of_assessment', kind_of_assessment, episodes
    FROM episodes
    UNION ALL
    SELECT collection_year, la_code, breakdown, 'identified', '', '', identified FROM by_factor
    UNION ALL
    SELECT collection_year, la_code, breakdown, 'not_identified', '', '', not_identified FROM by_factor
    UNION ALL
    SELECT collection_year, la_code, breakdown, 'identified', 'kind_of_assessment', kind_of_assessment, identified
    FROM by_factor
    UNION ALL
    SELECT
        collection_year,
        la_code,
        breakdown,
        'not_identified',
        'kind_of_assessment',
        kind_of_assessment,
        not_identified
    FROM by_factor
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(episodes) AS BIGINT) AS episodes
FROM counted
WHERE episodes > 0
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
