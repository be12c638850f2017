-- One row per measure, period and sender of which nothing is known: the period whose figure stands for it.
-- grain: measure, collection_year, la_code
-- source: First Release decision: nobody lives in an agency by whose number its figure could be estimated; DfE, children's social
--   work workforce 2025: the totals have the figures of 2024 of two authorities that sent nothing
-- counted: Of measures that are carried forward, in an edition or always, the latest period before whose figure the sender gave.
--   For a sum of periods, the latest of its periods of which it gave one, where there is a figure for each, given or carried.
-- not counted: Senders of whom no earlier figure is known: they are estimated, or what they are a part of is not available.
WITH single AS (
    SELECT
        missing.measure,
        missing.collection_year,
        missing.la_code,
        max(known.collection_year) AS carried_from_year
    FROM grossed.coverage AS missing
    INNER JOIN grossed.carried_measures AS carried ON carried.measure = missing.measure
    INNER JOIN grossed.coverage AS known
        ON
            known.measure = missing.measure
            AND known.la_code = missing.la_code
            AND known.collection_year < missing.collection_year
            AND known.is_supplied
    LEFT JOIN grossed.sums_from_last_returns AS sums ON sums.measure = missing.measure
    WHERE NOT missing.is_supplied AND sums.measure IS NULL
    GROUP BY missing.measure, missing.collection_year, missing.la_code
),

told AS (
    SELECT measure, collection_year, la_code, collection_year AS told_in FROM grossed.coverage WHERE is_supplied
    UNION ALL
    SELECT measure, collection_year, la_code, carried_from_year FROM single
)

SELECT measure, collection_year, la_code, carried_from_year
FROM single
UNION ALL
SELECT
    sums.measure,
    missing.collection_year,
    missing.la_code,
    max(told.told_in) AS carried_from_year
FROM grossed.sums_from_last_returns AS sums
INNER JOIN grossed.coverage AS missing ON missing.measure = sums.measure AND NOT missing.is_supplied
INNER JOIN told
    ON
        told.measure = sums.adds_up
        AND told.la_code = missing.la_code
        AND told.collection_year BETWEEN missing.collection_year - sums.years + 1 AND missing.collection_year
GROUP BY sums.measure, missing.collection_year, missing.la_code, sums.years
HAVING count(*) = sums.years
