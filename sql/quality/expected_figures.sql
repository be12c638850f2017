-- One row per figure of the release's period and what it is compared with: what that leads one to expect of it.
-- grain: measure, breakdown_key, la_code, compared_with
-- source: First Release decision: medians, which no single other figure can move
-- counted: Its own past is the median of its score over up to so many periods before; its statistical neighbours are the
--   median of theirs in the same period, by the department's model, where enough of them have a figure.
-- not counted: Figures without a past and with too few neighbours; authorities where nobody lives have no neighbours; and of
--   breakdowns that follow from the map nobody has, since neighbours are alike in who lives there.
WITH latest AS (
    SELECT figures.measure, figures.breakdown_key, figures.la_code, figures.base
    FROM quality.compared_figures AS figures
    INNER JOIN quality.bounds AS bounds ON bounds.collection_year = figures.collection_year
),

past AS (
    SELECT
        figures.measure,
        figures.breakdown_key,
        figures.la_code,
        'own past' AS compared_with,
        figures.score,
        figures.variance,
        dense_rank() OVER (
            PARTITION BY figures.measure, figures.breakdown_key, figures.la_code ORDER BY figures.collection_year DESC
        ) AS periods_back,
        bounds.earlier_periods AS most
    FROM quality.compared_figures AS figures
    INNER JOIN quality.bounds AS bounds ON figures.collection_year < bounds.collection_year
    INNER JOIN latest
        ON
            latest.measure = figures.measure
            AND latest.breakdown_key = figures.breakdown_key
            AND latest.la_code = figures.la_code
),

others AS (
    SELECT measure, breakdown_key, la_code, compared_with, score, variance
    FROM past
    WHERE periods_back <= most
    UNION ALL
    SELECT
        latest.measure,
        latest.breakdown_key,
        latest.la_code,
        'neighbours' AS compared_with,
        figures.score,
        figures.variance
    FROM latest
    INNER JOIN quality.neighbours AS neighbours ON neighbours.la_code = latest.la_code
    INNER JOIN quality.bounds AS bounds ON bounds.collection_year = neighbours.collection_year
    INNER JOIN quality.compared_figures AS figures
        ON
            figures.measure = latest.measure
            AND figures.breakdown_key = latest.breakdown_key
            AND figures.la_code = neighbours.neighbour_la_code
            AND figures.collection_year = bounds.collection_year
    WHERE
        latest.base IS NOT NULL
        AND split_part(latest.breakdown_key, '=', 1) NOT IN (SELECT breakdown FROM quality.set_by_the_map)
),

ranked AS (
    SELECT
        measure,
        breakdown_key,
        la_code,
        compared_with,
        score,
        variance,
        row_number() OVER (
            PARTITION BY measure, breakdown_key, la_code, compared_with ORDER BY score, variance
        ) AS place,
        count(*) OVER (PARTITION BY measure, breakdown_key, la_code, compared_with) AS others
    FROM others
)

-- The median of an even number of figures lies halfway between the two in the middle. What chance adds to a figure of its own
-- past it adds again; of the middle of several neighbours it is left to the spread of all authorities.
SELECT
    ranked.measure,
    ranked.breakdown_key,
    ranked.la_code,
    ranked.compared_with,
    CAST(max(ranked.others) AS BIGINT) AS others,
    avg(ranked.score) AS expected_score,
    CASE ranked.compared_with WHEN 'own past' THEN avg(ranked.variance) ELSE 0 END AS expected_variance
FROM ranked
CROSS JOIN quality.bounds AS bounds
WHERE
    ranked.place IN ((ranked.others + 1) // 2, (ranked.others + 2) // 2)
    AND (ranked.compared_with = 'own past' OR ranked.others >= bounds.least_neighbours)
GROUP BY ranked.measure, ranked.breakdown_key, ranked.la_code, ranked.compared_with
