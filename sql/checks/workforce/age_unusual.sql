-- Workers younger than 20 or older than 75 at the reference date.
-- rule: age_unusual
-- record: social_workers
-- field: PersonBirthDate
-- severity: query
-- effect: kept
-- message: The worker was younger than 20 or older than 75 on 30 September. Check PersonBirthDate.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    year(year_ended_on) - year(date_of_birth) - CASE
        WHEN month(date_of_birth) * 100 + day(date_of_birth) > month(year_ended_on) * 100 + day(year_ended_on) THEN 1
        ELSE 0
    END NOT BETWEEN 20 AND 75
