-- what: The leaves of every breakdown add up to the total, for each authority; a row is a breakdown that differs.
-- severity: error
-- stage: cells
WITH totals AS (
    SELECT collection_year, la_code, sum(number) AS number
    FROM these_cells
    WHERE breakdown = 'total'
    GROUP BY collection_year, la_code
),

breakdowns AS (
    SELECT DISTINCT breakdown, breakdown_2, breakdown_3
    FROM these_cells
    WHERE breakdown <> 'total'
),

sums AS (
    SELECT collection_year, la_code, breakdown, breakdown_2, breakdown_3, sum(number) AS number
    FROM these_cells
    WHERE breakdown <> 'total'
    GROUP BY collection_year, la_code, breakdown, breakdown_2, breakdown_3
)

SELECT
    totals.collection_year,
    totals.la_code,
    breakdowns.breakdown,
    breakdowns.breakdown_2,
    breakdowns.breakdown_3,
    totals.number AS total,
    coalesce(sums.number, 0) AS sum_of_leaves
FROM totals
CROSS JOIN breakdowns
LEFT JOIN sums
    ON
        sums.collection_year = totals.collection_year
        AND sums.la_code = totals.la_code
        AND sums.breakdown = breakdowns.breakdown
        AND sums.breakdown_2 = breakdowns.breakdown_2
        AND sums.breakdown_3 = breakdowns.breakdown_3
WHERE totals.number <> coalesce(sums.number, 0)
