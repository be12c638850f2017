-- One row per figure of an authority and what it is compared with: how far it is from what was to be expected.
-- grain: measure, breakdown_key, la_code, compared_with
-- source: First Release decision: a funnel plot with over-dispersion; the bounds are declared in quality.yaml
-- counted: distance is in standard errors, of chance and of what authorities differ by more than chance; expected, lower and
--   upper are the numbers that the same base would lead one to expect, and the bounds between which nobody asks.
-- not counted: Figures of which no spread is told.
WITH measured AS (
    SELECT
        expected.measure,
        expected.breakdown_key,
        expected.la_code,
        expected.compared_with,
        expected.others,
        figures.number,
        figures.base,
        figures.score,
        expected.expected_score + spreads.middle AS middle,
        sqrt(figures.variance + expected.expected_variance + spreads.beyond_chance) AS standard_error,
        bounds.out_of_bounds
    FROM quality.expected_figures AS expected
    INNER JOIN quality.bounds AS bounds ON TRUE
    INNER JOIN quality.spreads AS spreads
        ON
            spreads.measure = expected.measure
            AND spreads.breakdown_key = expected.breakdown_key
            AND spreads.compared_with = expected.compared_with
    INNER JOIN quality.compared_figures AS figures
        ON
            figures.measure = expected.measure
            AND figures.breakdown_key = expected.breakdown_key
            AND figures.la_code = expected.la_code
            AND figures.collection_year = bounds.collection_year
),

bounded AS (
    SELECT
        measure,
        breakdown_key,
        la_code,
        compared_with,
        others,
        number,
        base,
        (score - middle) / standard_error AS distance,
        exp(middle) AS expected_odds,
        exp(middle - out_of_bounds * standard_error) AS lower_odds,
        exp(middle + out_of_bounds * standard_error) AS upper_odds
    FROM measured
)

-- A total is its odds times the children living there; a share is odds over one more than the odds, times its base.
SELECT
    measure,
    breakdown_key,
    la_code,
    compared_with,
    others,
    number,
    base,
    distance,
    CASE breakdown_key
        WHEN '' THEN greatest(expected_odds * coalesce(base, 1) - 0.5, 0)
        ELSE greatest((base + 1) * expected_odds / (1 + expected_odds) - 0.5, 0)
    END AS expected,
    CASE breakdown_key
        WHEN '' THEN greatest(lower_odds * coalesce(base, 1) - 0.5, 0)
        ELSE greatest((base + 1) * lower_odds / (1 + lower_odds) - 0.5, 0)
    END AS lower,
    CASE breakdown_key
        WHEN '' THEN upper_odds * coalesce(base, 1) - 0.5
        ELSE least((base + 1) * upper_odds / (1 + upper_odds) - 0.5, base)
    END AS upper
FROM bounded
