-- what: The leaves of every breakdown add up to the total, for each measure of care leavers, absence, outcomes and
--   placements held and each authority; a row is a breakdown that differs.
-- severity: error
-- stage: cells
WITH cells AS (
    SELECT
        'away_incidents' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        incidents AS counted
    FROM cells.away_incidents
    -- The histogram of days, from which the median is taken, is no tree of categories.
    WHERE breakdown <> 'days_of_incident'
    UNION ALL
    SELECT
        'care_leavers' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        young_people AS counted
    FROM cells.care_leavers
    UNION ALL
    SELECT
        'care_leavers_aged_22_to_25' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        young_people AS counted
    FROM cells.care_leavers_aged_22_to_25
    UNION ALL
    SELECT
        'care_leavers_staying_put' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        young_people AS counted
    FROM cells.care_leavers_staying_put
    UNION ALL
    SELECT
        'care_leavers_with_those_who_died' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        young_people AS counted
    FROM cells.care_leavers_with_those_who_died
    UNION ALL
    SELECT
        'children_away' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.children_away
    UNION ALL
    SELECT
        'children_missing' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.children_missing
    UNION ALL
    SELECT
        'left_care_on_18th_birthday' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        young_people AS counted
    FROM cells.left_care_on_18th_birthday
    UNION ALL
    SELECT
        'missing_incidents' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        incidents AS counted
    FROM cells.missing_incidents
    -- The histogram of days, from which the median is taken, is no tree of categories.
    WHERE breakdown <> 'days_of_incident'
    UNION ALL
    SELECT
        'outcomes_aged_10_to_17' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        children AS counted
    FROM cells.outcomes_aged_10_to_17
    UNION ALL
    SELECT
        'outcomes_aged_4_and_under' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        children AS counted
    FROM cells.outcomes_aged_4_and_under
    UNION ALL
    SELECT
        'outcomes_aged_5_to_16' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        children AS counted
    FROM cells.outcomes_aged_5_to_16
    UNION ALL
    SELECT
        'outcomes_of_looked_after_12_months' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        breakdown_3,
        children AS counted
    FROM cells.outcomes_of_looked_after_12_months
    UNION ALL
    SELECT
        'placements_of_looked_after_12_months' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.placements_of_looked_after_12_months
    UNION ALL
    SELECT
        'placements_of_looked_after_2_years' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.placements_of_looked_after_2_years
    UNION ALL
    SELECT
        'placements_of_looked_after_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.placements_of_looked_after_on_31_march
    UNION ALL
    SELECT
        'placements_of_looked_after_under_12_months' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        children AS counted
    FROM cells.placements_of_looked_after_under_12_months
    UNION ALL
    SELECT
        'strengths_and_difficulties_points' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        '' AS breakdown_3,
        points AS counted
    FROM cells.strengths_and_difficulties_points
),

totals AS (
    SELECT measure, collection_year, la_code, sum(counted) AS counted
    FROM cells
    WHERE breakdown = 'total'
    GROUP BY measure, collection_year, la_code
),

breakdowns AS (
    SELECT DISTINCT measure, breakdown, breakdown_2, breakdown_3
    FROM cells
    WHERE breakdown <> 'total'
),

sums AS (
    SELECT measure, collection_year, la_code, breakdown, breakdown_2, breakdown_3, sum(counted) AS counted
    FROM cells
    WHERE breakdown <> 'total'
    GROUP BY measure, collection_year, la_code, breakdown, breakdown_2, breakdown_3
)

SELECT
    totals.measure,
    totals.collection_year,
    totals.la_code,
    breakdowns.breakdown,
    breakdowns.breakdown_2,
    breakdowns.breakdown_3,
    totals.counted AS total,
    coalesce(sums.counted, 0) AS sum_of_leaves
FROM totals
INNER JOIN breakdowns ON breakdowns.measure = totals.measure
LEFT JOIN sums
    ON
        sums.measure = totals.measure
        AND sums.collection_year = totals.collection_year
        AND sums.la_code = totals.la_code
        AND sums.breakdown = breakdowns.breakdown
        AND sums.breakdown_2 = breakdowns.breakdown_2
        AND sums.breakdown_3 = breakdowns.breakdown_3
WHERE totals.counted <> coalesce(sums.counted, 0)
