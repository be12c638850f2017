-- One row per child considered for Placements 4: went missing during the year.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Placements 4; as in table G1
-- counted: Children looked after at any time in the year, from 2015; in the numerator those with an incident of being
--   missing open for some time in it.
-- not counted: Children away without authorisation only are no numerator. Children under an agreed series of short-term
--   placements only are not in the denominator either.
WITH incidents AS (
    SELECT
        incident.collection_year,
        incident.la_code,
        incident.child_id,
        incident.kind_of_absence,
        'MISSING ' || record.missing_status || ' from ' || CAST(record.missing_from AS VARCHAR) || ' to '
        || coalesce(CAST(record.missing_until AS VARCHAR), 'now') AS facts,
        record.missing_from AS began_on,
        incident.line AS position
    FROM core.incidents_of_absence AS incident
    INNER JOIN staged.missing AS record ON record.file_id = incident.file_id AND record.line = incident.line
),

absent AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        bool_or(kind_of_absence = 'missing') AS is_missing,
        string_agg(facts, '; ' ORDER BY began_on, position, facts) AS facts
    FROM incidents
    GROUP BY collection_year, la_code, child_id
)

SELECT
    'placements_4' AS indicator,
    child.collection_year,
    child.la_code,
    child.child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN absent.is_missing THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(1 AS BIGINT) AS denominator,
    TRUE AS is_counted,
    CASE
        WHEN absent.is_missing THEN 'went missing in the year'
        WHEN absent.child_id IS NOT NULL THEN 'away without authorisation only'
        ELSE 'not missing in the year'
    END AS reason,
    coalesce(absent.facts, '') AS facts
FROM core.looked_after_during_year AS child
LEFT JOIN absent
    ON
        absent.collection_year = child.collection_year
        AND absent.la_code = child.la_code
        AND absent.child_id = child.child_id
WHERE child.collection_year >= 2015
UNION ALL
SELECT
    'placements_4',
    collection_year,
    la_code,
    child_id,
    1,
    0,
    0,
    FALSE,
    'agreed series of short-term placements only',
    ''
FROM core.exclusively_short_term_series
WHERE collection_year >= 2015
