-- what: Every category of the cells is in reference.categories and is a leaf (it has none below it), those of a histogram (whole
--   numbers) excepted; a row is a category that is not.
-- severity: error
-- stage: cells
WITH used AS (
    SELECT breakdown, category FROM these_cells WHERE breakdown <> 'total'
    UNION
    SELECT breakdown_2 AS breakdown, category_2 AS category FROM these_cells WHERE breakdown_2 <> ''
    UNION
    SELECT breakdown_3 AS breakdown, category_3 AS category FROM these_cells WHERE breakdown_3 <> ''
    UNION
    -- An unknown value would be a null, which equals nothing: it is shown as such.
    SELECT breakdown, '(null)' AS category
    FROM these_cells
    WHERE category IS NULL OR category_2 IS NULL OR category_3 IS NULL
),

leaves AS (
    SELECT category.breakdown, category.category
    FROM reference.categories AS category
    WHERE
        NOT EXISTS (
            SELECT 1
            FROM reference.categories AS below
            WHERE below.breakdown = category.breakdown AND below.parent = category.category
        )
)

SELECT used.breakdown, used.category
FROM used
LEFT JOIN leaves ON leaves.breakdown = used.breakdown AND leaves.category = used.category
WHERE
    leaves.category IS NULL
    AND used.category IS NOT NULL
    AND used.breakdown NOT IN (SELECT these_histograms.breakdown FROM these_histograms)
