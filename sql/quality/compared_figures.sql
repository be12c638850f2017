-- One row per figure of a local authority and period that is compared: a total beside its children, or a share of one.
-- grain: measure, breakdown_key, collection_year, la_code
-- source: First Release decision: funnel plots of rates on a log scale and of shares on a logit scale, with half a count
--   added; the public methodologies name no method
-- counted: Totals of people, events and full-time equivalents, and the share of each category of a single
--   breakdown that the edition shows.
--   score is the logarithm of the number per child living there (of the number alone where nobody lives), or the logit of
--   the share; variance is what chance alone adds to it, larger for small numbers, and for events as many times
--   larger as one of the people whom they happened to has on average (events_each), since they come and go together.
-- not counted: Figures that are not known, are marked as unreliable or stand for a sum of periods; shares of fewer than the
--   least total; sums of days and points, since the people that they are of are compared themselves.
WITH known AS (
    SELECT coverage.measure, coverage.collection_year, coverage.la_code, compared.unit, compared.people
    FROM grossed.coverage AS coverage
    INNER JOIN quality.compared_measures AS compared ON compared.measure = coverage.measure
    LEFT JOIN grossed.unreliable AS unreliable
        ON
            unreliable.measure = coverage.measure
            AND unreliable.collection_year = coverage.collection_year
            AND unreliable.la_code = coverage.la_code
    WHERE coverage.is_supplied AND unreliable.la_code IS NULL
),

totals AS (
    SELECT
        known.measure,
        known.collection_year,
        known.la_code,
        known.unit,
        coalesce(counts.value, 0) / known.unit AS number,
        greatest(coalesce(counts.value / people.value, 1), 1) AS events_each
    FROM known
    LEFT JOIN grossed.local_authority_counts AS counts
        ON
            counts.measure = known.measure
            AND counts.collection_year = known.collection_year
            AND counts.la_code = known.la_code
            AND counts.breakdown_key = ''
    LEFT JOIN grossed.local_authority_counts AS people
        ON
            people.measure = known.people
            AND people.collection_year = known.collection_year
            AND people.la_code = known.la_code
            AND people.breakdown_key = ''
            AND people.value > 0
),

-- A category that an authority has nobody in has no row; it is 0 there where others have somebody.
keys AS (
    SELECT DISTINCT counts.measure, counts.breakdown_key
    FROM quality.shown_categories AS shown
    INNER JOIN grossed.local_authority_counts AS counts
        ON counts.measure = shown.measure AND counts.breakdown_key = shown.breakdown_key
),

shares AS (
    SELECT
        totals.measure,
        keys.breakdown_key,
        totals.collection_year,
        totals.la_code,
        coalesce(counts.value, 0) / totals.unit AS number,
        totals.number AS base,
        totals.events_each
    FROM totals
    INNER JOIN keys ON keys.measure = totals.measure
    CROSS JOIN quality.bounds AS bounds
    LEFT JOIN grossed.local_authority_counts AS counts
        ON
            counts.measure = totals.measure
            AND counts.collection_year = totals.collection_year
            AND counts.la_code = totals.la_code
            AND counts.breakdown_key = keys.breakdown_key
    WHERE totals.number >= bounds.least_total AND coalesce(counts.value, 0) / totals.unit <= totals.number
)

SELECT
    totals.measure,
    '' AS breakdown_key,
    totals.collection_year,
    totals.la_code,
    totals.number,
    CAST(population.population AS DOUBLE) AS base,
    ln((totals.number + 0.5) / coalesce(population.population, 1)) AS score,
    totals.events_each / (totals.number + 0.5) AS variance
FROM totals
LEFT JOIN reference.child_population AS population
    ON
        population.collection_year = totals.collection_year
        AND population.area_code = totals.la_code
        AND population.area_level = 'local_authority'
UNION ALL
SELECT
    shares.measure,
    shares.breakdown_key,
    shares.collection_year,
    shares.la_code,
    shares.number,
    shares.base,
    ln((shares.number + 0.5) / (shares.base - shares.number + 0.5)) AS score,
    shares.events_each / (shares.number + 0.5) + shares.events_each / (shares.base - shares.number + 0.5) AS variance
FROM shares
