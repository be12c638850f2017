-- One row per return, rule and local authority with findings in its latest period: how many, and whether it has more than others.
-- grain: return_name, collection_year, la_code, rule, severity
-- source: First Release decision: a share of records beside the median share of all who sent the return, bounds in quality.yaml
-- counted: Findings are unusual where they are more than the least share of the return's records and more than so many times
--   the median share among all who sent it, those without any finding of the rule included.
-- not counted: Findings on folders and returns as wholes, which are told as coverage.
WITH latest AS (
    SELECT "return" AS return_name, max(collection_year) AS collection_year
    FROM raw.coverage
    GROUP BY "return"
),

sent AS (
    SELECT
        files."return" AS return_name,
        files.collection_year,
        files.la_code,
        CAST(sum(files.records) AS BIGINT) AS records
    FROM raw.files AS files
    INNER JOIN latest ON latest.return_name = files."return" AND latest.collection_year = files.collection_year
    GROUP BY files."return", files.collection_year, files.la_code
    HAVING sum(files.records) > 0
),

found AS (
    SELECT
        findings."return" AS return_name,
        findings.collection_year,
        findings.la_code,
        findings.rule,
        findings.severity,
        count(*) AS findings
    FROM raw.findings AS findings
    WHERE findings.file_id IS NOT NULL
    GROUP BY findings."return", findings.collection_year, findings.la_code, findings.rule, findings.severity
),

shares AS (
    SELECT
        rules.return_name,
        rules.rule,
        rules.severity,
        sent.la_code,
        coalesce(found.findings, 0) / sent.records AS share
    FROM (SELECT DISTINCT return_name, rule, severity FROM found) AS rules
    INNER JOIN sent ON sent.return_name = rules.return_name
    LEFT JOIN found
        ON
            found.return_name = sent.return_name
            AND found.collection_year = sent.collection_year
            AND found.la_code = sent.la_code
            AND found.rule = rules.rule
            AND found.severity = rules.severity
),

ranked AS (
    SELECT
        return_name,
        rule,
        severity,
        share,
        row_number() OVER (PARTITION BY return_name, rule, severity ORDER BY share) AS place,
        count(*) OVER (PARTITION BY return_name, rule, severity) AS authorities
    FROM shares
),

middles AS (
    SELECT return_name, rule, severity, avg(share) AS median_share
    FROM ranked
    WHERE place IN ((authorities + 1) // 2, (authorities + 2) // 2)
    GROUP BY return_name, rule, severity
)

SELECT
    found.return_name,
    found.collection_year,
    found.la_code,
    found.rule,
    found.severity,
    found.findings,
    sent.records,
    middles.median_share,
    found.findings >= bounds.least_findings
    AND found.findings > bounds.least_share_of_records * sent.records
    AND found.findings > bounds.times_the_median * middles.median_share * sent.records AS is_unusual
FROM found
INNER JOIN sent
    ON
        sent.return_name = found.return_name
        AND sent.collection_year = found.collection_year
        AND sent.la_code = found.la_code
INNER JOIN middles
    ON
        middles.return_name = found.return_name
        AND middles.rule = found.rule
        AND middles.severity = found.severity
CROSS JOIN quality.bounds AS bounds
