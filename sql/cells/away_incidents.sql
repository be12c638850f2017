-- One row per authority and category with any incidents of children away from placement without authorisation: how
-- many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables G1 and LAG1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.away_incidents
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', '' FROM core.away_incidents
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_incident', duration_of_incident, '', '' FROM core.away_incidents
    UNION ALL
    SELECT collection_year, la_code, 'placement_missing_from', placement_missing_from, '', '' FROM core.away_incidents
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_missing_from_to_2022', placement_missing_from, '', ''
    FROM core.away_incidents
    UNION ALL
    SELECT collection_year, la_code, 'locality', locality, '', '' FROM core.away_incidents
    UNION ALL
    -- Every number of days, for the median.
    SELECT collection_year, la_code, 'days_of_incident', CAST(days AS VARCHAR), '', '' FROM core.away_incidents
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS incidents
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
