-- What a child is like, what the return of the year before said of it, and whether others have its pupil number.
-- record: header
-- has_episode: episodes
-- earlier_is_mother: header.is_mother
-- earlier_unique_pupil_number: header.unique_pupil_number
-- earlier_mothers_child_date_of_birth: header.mothers_child_date_of_birth
-- was_there: header
-- was_uasc: uasc
-- is_uasc: uasc
-- was_missing_since: missing.missing_from
-- is_still_told: missing.missing_from
-- is_at_another_authority: header.unique_pupil_number
WITH care AS (
    SELECT DISTINCT collection_year, la_code, child_id FROM raw.checked_episodes
),
was_missing AS (
    SELECT collection_year, la_code, child_id, max(missing_from) AS was_missing_since
    FROM raw.earlier_missing
    WHERE missing_until IS NULL
    GROUP BY collection_year, la_code, child_id
),
numbers AS (
    SELECT collection_year, unique_pupil_number
    FROM raw.checked_header
    WHERE unique_pupil_number NOT LIKE 'UN%'
    GROUP BY collection_year, unique_pupil_number
    HAVING count(DISTINCT la_code) > 1
)
SELECT
    header.*,
    care.child_id IS NOT NULL AS has_episode,
    earlier.child_id IS NOT NULL AS was_there,
    earlier.is_mother AS earlier_is_mother,
    earlier.unique_pupil_number AS earlier_unique_pupil_number,
    earlier.mothers_child_date_of_birth AS earlier_mothers_child_date_of_birth,
    was_uasc.child_id IS NOT NULL AS was_uasc,
    uasc.child_id IS NOT NULL AS is_uasc,
    was_missing.was_missing_since,
    still.child_id IS NOT NULL AS is_still_told,
    numbers.unique_pupil_number IS NOT NULL AS is_at_another_authority
FROM raw.checked_header AS header
LEFT JOIN care
    ON care.collection_year = header.collection_year
    AND care.la_code = header.la_code
    AND care.child_id = header.child_id
LEFT JOIN raw.earlier_header AS earlier
    ON earlier.collection_year = header.collection_year
    AND earlier.la_code = header.la_code
    AND earlier.child_id = header.child_id
LEFT JOIN raw.earlier_uasc AS was_uasc
    ON was_uasc.collection_year = header.collection_year
    AND was_uasc.la_code = header.la_code
    AND was_uasc.child_id = header.child_id
LEFT JOIN raw.checked_uasc AS uasc
    ON uasc.collection_year = header.collection_year
    AND uasc.la_code = header.la_code
    AND uasc.child_id = header.child_id
LEFT JOIN was_missing
    ON was_missing.collection_year = header.collection_year
    AND was_missing.la_code = header.la_code
    AND was_missing.child_id = header.child_id
LEFT JOIN (SELECT DISTINCT collection_year, la_code, child_id, missing_from FROM raw.checked_missing) AS still
    ON still.collection_year = header.collection_year
    AND still.la_code = header.la_code
    AND still.child_id = header.child_id
    AND still.missing_from = was_missing.was_missing_since
LEFT JOIN numbers
    ON numbers.collection_year = header.collection_year
    AND numbers.unique_pupil_number = header.unique_pupil_number
