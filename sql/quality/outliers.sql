-- One row per figure of an authority that is out of bounds, compared with its own past or with its neighbours.
-- grain: measure, breakdown_key, la_code, compared_with
-- source: First Release decision: the bounds are declared in quality.yaml
-- counted: Figures further from the middle than the bound, by at least so many people or events: of a few, chance or
--   one family is enough.
SELECT
    distances.measure,
    distances.breakdown_key,
    distances.la_code,
    distances.compared_with,
    distances.others,
    distances.number,
    distances.base,
    distances.distance,
    distances.expected,
    distances.lower,
    distances.upper
FROM quality.distances AS distances
CROSS JOIN quality.bounds AS bounds
WHERE
    abs(distances.distance) > bounds.out_of_bounds
    AND abs(distances.number - distances.expected) >= bounds.least_difference
