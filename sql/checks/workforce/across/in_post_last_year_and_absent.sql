-- Social workers in post last year of whom this year's return has no record; where they are most of ten or more, the return as a whole.
-- rule: in_post_last_year_and_absent
-- record: social_workers
-- field: SWENo
-- severity: query
-- effect: kept
-- message: {detail} Add a record of who left, with RoleEndDate, or find out whether the register number changed.
WITH here_then AS (
    SELECT collection_year, la_code, registration_number, max(file_id) AS file_id, max(line) AS line
    FROM raw.earlier_social_workers
    WHERE
        NOT is_agency_worker
        AND registration_number IS NOT NULL
        AND (role_ended_on IS NULL OR role_ended_on >= year_started_on)
    GROUP BY collection_year, la_code, registration_number
),

sent AS (
    SELECT DISTINCT collection_year, la_code, registration_number FROM raw.checked_social_workers
),

returns AS (
    SELECT DISTINCT collection_year, la_code FROM sent
),

followed AS (
    SELECT
        here_then.collection_year,
        here_then.la_code,
        here_then.file_id,
        here_then.line,
        sent.registration_number IS NULL AS is_absent,
        count(*) OVER (PARTITION BY here_then.collection_year, here_then.la_code) AS people,
        sum(CASE WHEN sent.registration_number IS NULL THEN 1 ELSE 0 END)
            OVER (PARTITION BY here_then.collection_year, here_then.la_code) AS absent
    FROM here_then
    INNER JOIN returns
        ON returns.collection_year = here_then.collection_year AND returns.la_code = here_then.la_code
    LEFT JOIN sent
        ON
            sent.collection_year = here_then.collection_year
            AND sent.la_code = here_then.la_code
            AND sent.registration_number = here_then.registration_number
)

SELECT
    collection_year,
    la_code,
    file_id,
    line,
    'By this line of last year''s return the social worker was in post, and is in no record of this year.' AS detail
FROM followed
WHERE is_absent AND NOT (people >= 10 AND 2 * absent > people)
UNION ALL
SELECT DISTINCT
    collection_year,
    la_code,
    NULL AS file_id,
    NULL AS line,
    absent || ' of the ' || people || ' social workers who were in post by last year''s return are in no record of this year.'
        AS detail
FROM followed
WHERE people >= 10 AND 2 * absent > people
