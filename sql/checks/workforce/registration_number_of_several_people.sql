-- Register numbers that one return gives to people with different dates of birth.
-- rule: registration_number_of_several_people
-- record: social_workers
-- field: SWENo
-- severity: query
-- effect: kept
-- message: Another record has this SWENo with another date of birth. Find out whose number it is.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    (collection_year, la_code, registration_number) IN (
        SELECT (collection_year, la_code, registration_number)
        FROM raw.checked_social_workers
        WHERE registration_number IS NOT NULL
        GROUP BY collection_year, la_code, registration_number
        HAVING count(DISTINCT date_of_birth) > 1
    )
