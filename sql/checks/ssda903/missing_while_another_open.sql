-- Missing incidents that had not ended when the next of the same child began.
-- rule: missing_while_another_open
-- record: missing
-- field: MIS_END
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The next incident of this child begins before this one has ended. Fill in or correct MIS_END, or join the two.
SELECT file_id, line
FROM (
    SELECT file_id, line, missing_until,
        lead(missing_from) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY missing_from, coalesce(missing_until, DATE '9999-12-31'), file_id, line
        ) AS next_from
    FROM raw.checked_missing
    WHERE missing_from IS NOT NULL
) AS incidents
WHERE coalesce(missing_until, DATE '9999-12-31') > next_from
