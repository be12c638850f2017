-- One row per figure of England that the release before also has: what it was as published, and what it is now.
-- grain: measure, breakdown_key, collection_year
-- source: First Release decision: figures of England as published are compared with those of today before rounding
-- counted: A figure is revised where the two are further apart than the rounding of the one that was published can explain.
--   It is a large revision where they are further apart than the most that need not be explained, of the figure as it was.
-- not counted: Figures that one of the two does not show.
SELECT
    earlier.measure,
    earlier.breakdown_key,
    earlier.collection_year,
    earlier.number AS published,
    cells.value / earlier.unit AS number,
    abs(cells.value / earlier.unit - earlier.number) > earlier.rounded_to / 2 AS is_revised,
    abs(cells.value / earlier.unit - earlier.number) > bounds.most_revised * earlier.number
    AND abs(cells.value / earlier.unit - earlier.number) >= bounds.least_difference
    AND abs(cells.value / earlier.unit - earlier.number) > earlier.rounded_to / 2 AS is_large
FROM quality.earlier_figures AS earlier
INNER JOIN grossed.cells AS cells
    ON
        cells.measure = earlier.measure
        AND cells.breakdown_key = earlier.breakdown_key
        AND cells.collection_year = earlier.collection_year
        AND cells.area_code = 'E92000001'
CROSS JOIN quality.bounds AS bounds
