-- Dates of birth that differ from the header.
-- rule: date_of_birth_differs
-- record: every file but Header and Episodes
-- field: DOB
-- severity: error
-- effect: kept
-- message: The date of birth differs from the one in Header, which is used. Correct whichever is wrong.
SELECT records.file_id, records.line
FROM (
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_reviews
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_uasc
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_oc2
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_oc3
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_ad1
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_placed_adoption
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_previous_permanence
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_missing
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id, date_of_birth FROM raw.checked_social_worker_episodes
) AS records
JOIN raw.checked_header AS header
    ON header.collection_year = records.collection_year
    AND header.la_code = records.la_code
    AND header.child_id = records.child_id
WHERE header.date_of_birth <> records.date_of_birth
