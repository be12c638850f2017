-- what: The supplied results of an attainment indicator are, in every authority, its numerator and denominator as
--   counted in cells; a row is one that differs.
-- severity: error
-- stage: cells
WITH supplied AS (
    SELECT collection_year, la_code, indicator || '_in_numerator' AS category, numerator AS children
    FROM core.attainment_results
    UNION ALL
    SELECT collection_year, la_code, indicator || '_not_in_numerator' AS category, denominator - numerator AS children
    FROM core.attainment_results
    UNION ALL
    SELECT collection_year, la_code, 'total' AS category, sum(denominator) AS children
    FROM core.attainment_results
    GROUP BY collection_year, la_code
),

counted AS (
    SELECT cells.collection_year, cells.la_code, cells.category, cells.children
    FROM cells.attainment_results AS cells
    WHERE
        cells.breakdown = 'total'
        OR EXISTS (
            SELECT 1
            FROM reference.categories AS category
            WHERE
                category.breakdown = cells.breakdown
                AND category.category = cells.category
                AND category.parent <> ''
        )
)

SELECT
    coalesce(supplied.collection_year, counted.collection_year) AS collection_year,
    coalesce(supplied.la_code, counted.la_code) AS la_code,
    coalesce(supplied.category, counted.category) AS category,
    coalesce(supplied.children, 0) AS supplied,
    coalesce(counted.children, 0) AS counted
FROM supplied
FULL OUTER JOIN counted
    ON
        counted.collection_year = supplied.collection_year
        AND counted.la_code = supplied.la_code
        AND counted.category = supplied.category
WHERE coalesce(supplied.children, 0) <> coalesce(counted.children, 0)
