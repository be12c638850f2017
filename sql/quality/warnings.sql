-- One row per warning on a release: its kind, the authority (empty for England), its subject and part, and its chief figure.
-- grain: kind, la_code, subject, part
-- source: First Release decision: kinds and their levels are declared in quality.yaml
-- counted: Of figures out of bounds one warning for each authority, file of the return and breakdown, and one for all that is
--   a standing difference of the authority, with the figure that is furthest out; for each rule of which an authority has unusually many findings; for each check, count of another return
--   or earlier release that does not agree; for each return or item not sent; for each return whose estimates are a large part of
--   England, with the measure of which they are the largest.
WITH ranked AS (
    SELECT
        la_code,
        warned_subject AS subject,
        warned_part AS part,
        kind,
        measure,
        breakdown_key,
        number,
        expected,
        lower,
        upper,
        count(*) OVER (PARTITION BY la_code, warned_subject, warned_part) AS figures,
        row_number() OVER (
            PARTITION BY la_code, warned_subject, warned_part
            ORDER BY
                CASE kind WHEN 'change' THEN 1 WHEN 'difference' THEN 2 ELSE 3 END,
                abs(distance) DESC,
                measure,
                breakdown_key
        ) AS place
    FROM quality.outlying_figures
),

missing AS (
    SELECT DISTINCT
        CASE WHEN starts_with(coverage.reason, 'return ') THEN 'return_missing' ELSE 'items_missing' END AS kind,
        coverage.la_code,
        asked.return_name AS subject,
        coverage.reason AS part
    FROM grossed.coverage AS coverage
    INNER JOIN grossed.measures_asked AS asked ON asked.measure = coverage.measure
    INNER JOIN quality.bounds AS bounds ON bounds.collection_year = coverage.collection_year
    WHERE
        NOT coverage.is_supplied
        AND (starts_with(coverage.reason, 'return ') OR starts_with(coverage.reason, 'not supplied'))
),

estimated AS (
    SELECT
        asked.return_name,
        headlines.measure,
        headlines.estimate,
        bounds.most_estimated * (headlines.known + headlines.estimate) AS most,
        count(*) OVER (PARTITION BY asked.return_name) AS figures,
        row_number() OVER (
            PARTITION BY asked.return_name
            ORDER BY headlines.estimate / (headlines.known + headlines.estimate) DESC, headlines.measure
        ) AS place
    FROM grossed.area_headlines AS headlines
    INNER JOIN quality.bounds AS bounds ON bounds.collection_year = headlines.collection_year
    INNER JOIN quality.compared_measures AS compared ON compared.measure = headlines.measure
    INNER JOIN grossed.measures_asked AS asked ON asked.measure = headlines.measure
    WHERE
        headlines.area_code = 'E92000001'
        AND headlines.estimate > bounds.most_estimated * (headlines.known + headlines.estimate)
)

SELECT
    kind,
    la_code,
    subject,
    part,
    measure,
    breakdown_key,
    CAST(number AS DOUBLE) AS number,
    expected,
    lower,
    upper,
    figures
FROM ranked
WHERE place = 1
UNION ALL
SELECT
    kind,
    la_code,
    subject,
    part,
    '' AS measure,
    '' AS breakdown_key,
    CAST(NULL AS DOUBLE) AS number,
    CAST(NULL AS DOUBLE) AS expected,
    CAST(NULL AS DOUBLE) AS lower,
    CAST(NULL AS DOUBLE) AS upper,
    1 AS figures
FROM missing
UNION ALL
SELECT
    'findings' AS kind,
    la_code,
    return_name AS subject,
    rule AS part,
    '' AS measure,
    '' AS breakdown_key,
    CAST(findings AS DOUBLE) AS number,
    median_share * records AS expected,
    0 AS lower,
    CAST(NULL AS DOUBLE) AS upper,
    1 AS figures
FROM quality.findings_by_rule
WHERE is_unusual
UNION ALL
SELECT
    'inconsistency' AS kind,
    la_code,
    check_name AS subject,
    told AS part,
    '' AS measure,
    '' AS breakdown_key,
    CAST(NULL AS DOUBLE) AS number,
    CAST(NULL AS DOUBLE) AS expected,
    CAST(NULL AS DOUBLE) AS lower,
    CAST(NULL AS DOUBLE) AS upper,
    1 AS figures
FROM quality.failed_checks
UNION ALL
SELECT
    'disagreement' AS kind,
    counts.la_code,
    counts.other AS subject,
    counts.what AS part,
    counts.measure,
    counts.breakdown_key,
    CAST(counts.number AS DOUBLE) AS number,
    CAST(counts.other_number AS DOUBLE) AS expected,
    CAST(NULL AS DOUBLE) AS lower,
    CAST(NULL AS DOUBLE) AS upper,
    1 AS figures
FROM quality.other_counts AS counts
CROSS JOIN quality.bounds AS bounds
WHERE
    counts.apart >= bounds.least_difference
    AND counts.apart > bounds.most_apart * greatest(counts.number, counts.other_number)
UNION ALL
SELECT
    'estimates' AS kind,
    '' AS la_code,
    return_name AS subject,
    '' AS part,
    measure,
    '' AS breakdown_key,
    CAST(estimate AS DOUBLE) AS number,
    CAST(NULL AS DOUBLE) AS expected,
    CAST(NULL AS DOUBLE) AS lower,
    most AS upper,
    figures
FROM estimated
WHERE place = 1
UNION ALL
SELECT
    'revision' AS kind,
    '' AS la_code,
    revised.measure AS subject,
    CAST(revised.collection_year AS VARCHAR) AS part,
    revised.measure,
    revised.breakdown_key,
    CAST(revised.number AS DOUBLE) AS number,
    CAST(revised.published AS DOUBLE) AS expected,
    CAST(NULL AS DOUBLE) AS lower,
    CAST(NULL AS DOUBLE) AS upper,
    revised.figures
FROM (
    SELECT
        measure,
        collection_year,
        breakdown_key,
        number,
        published,
        count(*) OVER (PARTITION BY measure, collection_year) AS figures,
        row_number() OVER (
            PARTITION BY measure, collection_year ORDER BY abs(number - published) DESC, breakdown_key
        ) AS place
    FROM quality.revisions
    WHERE is_large
) AS revised
WHERE revised.place = 1
