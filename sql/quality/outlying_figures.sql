-- One row per figure of an authority that is out of bounds: what kind of warning it is, and which one it belongs to.
-- grain: measure, breakdown_key, la_code, compared_with
-- source: First Release decision: one cause, one warning: figures of one file of the return and one breakdown belong together
-- counted: A figure out of bounds of its own past is a change. One out of bounds of its neighbours is a difference where
--   its own past does not bear it out, and a standing difference where it is as it was.
WITH past AS (
    SELECT distances.measure, distances.breakdown_key, distances.la_code, distances.distance
    FROM quality.distances AS distances
    WHERE distances.compared_with = 'own past'
)

SELECT
    outliers.measure,
    outliers.breakdown_key,
    outliers.la_code,
    outliers.compared_with,
    compared.subject,
    CASE outliers.breakdown_key
        WHEN '' THEN 'total'
        ELSE substr(outliers.breakdown_key, 1, strpos(outliers.breakdown_key, '=') - 1)
    END AS breakdown,
    CASE
        WHEN outliers.compared_with = 'own past' THEN 'change'
        WHEN past.distance IS NULL OR abs(past.distance) > bounds.as_it_was THEN 'difference'
        ELSE 'standing_difference'
    END AS kind,
    outliers.number,
    outliers.base,
    outliers.distance,
    outliers.expected,
    outliers.lower,
    outliers.upper
FROM quality.outliers AS outliers
INNER JOIN quality.compared_measures AS compared ON compared.measure = outliers.measure
CROSS JOIN quality.bounds AS bounds
LEFT JOIN past
    ON
        past.measure = outliers.measure
        AND past.breakdown_key = outliers.breakdown_key
        AND past.la_code = outliers.la_code
