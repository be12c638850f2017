-- One row per return, local authority that sent it and part of the confidence indicator: the share that passes.
-- grain: return_name, la_code, part
-- source: First Release decision, after the headings of DfE, Data quality and uses, October 2014, chapter on the data
--   confidence indicator, whose checks and scale are not known; the parts are declared in quality.yaml
-- counted: completeness: items of the return that were supplied; validity: records without an error; consistency: records
--   without a query; continuity: compared figures within the bounds of their own past; agreement: counts that another return
--   tells too and that agree; punctuality: 1 where the return came no later than so many days after the middle one.
-- not counted: Returns of fewer records than the least; parts of which nothing is known, as punctuality without a day.
WITH latest AS (
    SELECT "return" AS return_name, max(collection_year) AS collection_year
    FROM raw.coverage
    GROUP BY "return"
),

sent AS (
    SELECT
        coverage."return" AS return_name,
        coverage.collection_year,
        coverage.la_code,
        coverage.items_not_supplied,
        CAST(sum(files.records) AS BIGINT) AS records
    FROM raw.coverage AS coverage
    INNER JOIN latest ON latest.return_name = coverage."return" AND latest.collection_year = coverage.collection_year
    INNER JOIN reference.reporting_units AS units
        ON units.collection_year = coverage.collection_year AND units.la_code = coverage.la_code
    INNER JOIN raw.files AS files
        ON
            files."return" = coverage."return"
            AND files.collection_year = coverage.collection_year
            AND files.la_code = coverage.la_code
    CROSS JOIN quality.bounds AS bounds
    WHERE coverage.status = 'supplied'
    GROUP BY
        coverage."return", coverage.collection_year, coverage.la_code, coverage.items_not_supplied, bounds.least_records
    HAVING sum(files.records) >= bounds.least_records
),

lacking AS (
    SELECT
        return_name,
        la_code,
        lower(trim(unnest(string_split(items_not_supplied, ';')))) AS item
    FROM sent
    WHERE items_not_supplied <> ''
),

items AS (
    SELECT
        sent.return_name,
        sent.la_code,
        count(DISTINCT asked.item) AS asked,
        count(DISTINCT CASE WHEN lacking.item IS NOT NULL THEN asked.item END) AS lacked
    FROM sent
    INNER JOIN grossed.items_asked AS asked ON asked.return_name = sent.return_name
    LEFT JOIN lacking
        ON
            lacking.return_name = sent.return_name
            AND lacking.la_code = sent.la_code
            AND lacking.item = lower(asked.item)
    GROUP BY sent.return_name, sent.la_code
),

found AS (
    SELECT
        sent.return_name,
        sent.la_code,
        sent.records,
        coalesce(sum(CASE findings.severity WHEN 'error' THEN findings.findings END), 0) AS errors,
        coalesce(sum(CASE findings.severity WHEN 'query' THEN findings.findings END), 0) AS queries
    FROM sent
    LEFT JOIN quality.findings_by_rule AS findings
        ON findings.return_name = sent.return_name AND findings.la_code = sent.la_code
    GROUP BY sent.return_name, sent.la_code, sent.records
),

received AS (
    SELECT
        sent.return_name,
        sent.la_code,
        manifest.received_on,
        row_number() OVER (PARTITION BY sent.return_name ORDER BY manifest.received_on) AS place,
        count(*) OVER (PARTITION BY sent.return_name) AS authorities
    FROM sent
    INNER JOIN raw.manifest AS manifest
        ON
            manifest."return" = sent.return_name
            AND manifest.collection_year = sent.collection_year
            AND manifest.la_code = sent.la_code
    WHERE manifest.received_on IS NOT NULL
),

middle_day AS (
    SELECT return_name, received_on
    FROM received
    WHERE place = (authorities + 1) // 2
)

SELECT return_name, la_code, 'completeness' AS part, (asked - lacked) / asked AS share
FROM items
UNION ALL
SELECT return_name, la_code, 'validity' AS part, (records - least(errors, records)) / records AS share
FROM found
UNION ALL
SELECT return_name, la_code, 'consistency' AS part, (records - least(queries, records)) / records AS share
FROM found
UNION ALL
SELECT
    sent.return_name,
    sent.la_code,
    'continuity' AS part,
    count(CASE WHEN abs(distances.distance) <= bounds.out_of_bounds THEN 1 END) / count(*) AS share
FROM sent
CROSS JOIN quality.bounds AS bounds
INNER JOIN grossed.measures_asked AS asked ON asked.return_name = sent.return_name
INNER JOIN quality.distances AS distances
    ON
        distances.measure = asked.measure
        AND distances.la_code = sent.la_code
        AND distances.compared_with = 'own past'
GROUP BY sent.return_name, sent.la_code
UNION ALL
SELECT
    sent.return_name,
    sent.la_code,
    'agreement' AS part,
    count(
        CASE
            WHEN
                counts.apart < bounds.least_difference
                OR counts.apart <= bounds.most_apart * greatest(counts.number, counts.other_number)
                THEN 1
        END
    )
    / count(*) AS share
FROM sent
CROSS JOIN quality.bounds AS bounds
INNER JOIN quality.other_counts AS counts ON counts.la_code = sent.la_code
INNER JOIN grossed.measures_asked AS asked
    ON asked.measure = counts.measure AND asked.return_name = sent.return_name
GROUP BY sent.return_name, sent.la_code
UNION ALL
SELECT
    received.return_name,
    received.la_code,
    'punctuality' AS part,
    CASE WHEN received.received_on <= middle_day.received_on + bounds.days_after_the_middle THEN 1 ELSE 0 END AS share
FROM received
INNER JOIN middle_day ON middle_day.return_name = received.return_name
CROSS JOIN quality.bounds AS bounds
