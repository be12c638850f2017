-- what: The children listed for an indicator add up, in every authority, to its numerator, its denominator and its days
--   as counted in cells, and each category of the cells is known; a row is a sum that differs.
-- severity: error
-- stage: cells
WITH of_children AS (
    SELECT collection_year, la_code, indicator, 'denominator' AS part, sum(denominator) AS counted
    FROM core.indicator_children
    WHERE is_counted
    GROUP BY collection_year, la_code, indicator
    UNION ALL
    SELECT collection_year, la_code, indicator, 'numerator' AS part, sum(numerator) AS counted
    FROM core.indicator_children
    WHERE is_counted
    GROUP BY collection_year, la_code, indicator
    UNION ALL
    SELECT collection_year, la_code, 'total' AS indicator, 'denominator' AS part, sum(denominator) AS counted
    FROM core.indicator_children
    WHERE is_counted
    GROUP BY collection_year, la_code
),

leaves AS (
    SELECT
        category.category,
        CASE WHEN category.parent = '' THEN category.category ELSE category.parent END AS indicator,
        category.parent <> '' AND category.category = category.parent || '_in_numerator' AS is_in_numerator
    FROM reference.categories AS category
    WHERE
        category.breakdown = 'indicator_result'
        AND NOT EXISTS (
            SELECT 1
            FROM reference.categories AS below
            WHERE below.breakdown = category.breakdown AND below.parent = category.category
        )
),

results AS (
    SELECT
        cells.collection_year,
        cells.la_code,
        coalesce(leaves.indicator, cells.category) AS indicator,
        leaves.is_in_numerator,
        cells.children
    FROM cells.performance_indicators AS cells
    LEFT JOIN leaves ON leaves.category = cells.category
    WHERE cells.breakdown = 'indicator_result'
),

of_cells AS (
    SELECT collection_year, la_code, indicator, 'denominator' AS part, sum(children) AS counted
    FROM results
    GROUP BY collection_year, la_code, indicator
    UNION ALL
    SELECT collection_year, la_code, indicator, 'numerator' AS part, sum(children) AS counted
    FROM results
    WHERE is_in_numerator
    GROUP BY collection_year, la_code, indicator
    UNION ALL
    SELECT collection_year, la_code, category AS indicator, 'numerator' AS part, sum(days) AS counted
    FROM cells.performance_indicator_days
    WHERE breakdown = 'indicator_result'
    GROUP BY collection_year, la_code, category
    UNION ALL
    SELECT collection_year, la_code, 'total' AS indicator, 'denominator' AS part, sum(children) AS counted
    FROM cells.performance_indicators
    WHERE breakdown = 'total'
    GROUP BY collection_year, la_code
)

SELECT
    coalesce(of_children.indicator, of_cells.indicator) AS indicator,
    coalesce(of_children.part, of_cells.part) AS part,
    coalesce(of_children.collection_year, of_cells.collection_year) AS collection_year,
    coalesce(of_children.la_code, of_cells.la_code) AS la_code,
    coalesce(of_children.counted, 0) AS of_children,
    coalesce(of_cells.counted, 0) AS of_cells
FROM of_children
FULL OUTER JOIN of_cells
    ON
        of_cells.collection_year = of_children.collection_year
        AND of_cells.la_code = of_children.la_code
        AND of_cells.indicator = of_children.indicator
        AND of_cells.part = of_children.part
WHERE coalesce(of_children.counted, 0) <> coalesce(of_cells.counted, 0)
