-- Records of a person in several posts of the authority whose FTE adds up to more than 1.
-- rule: fte_of_person_over_1
-- record: social_workers
-- field: FTE
-- severity: query
-- effect: kept
-- message: The same person has several records, whose FTE adds up to more than 1. All are counted in FTE. Check whether one is there twice.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    NOT is_agency_worker
    AND (collection_year, la_code, registration_number, date_of_birth) IN (
        SELECT (collection_year, la_code, registration_number, date_of_birth)
        FROM raw.checked_social_workers
        WHERE NOT is_agency_worker AND (role_ended_on IS NULL OR role_ended_on > year_ended_on)
        GROUP BY collection_year, la_code, registration_number, date_of_birth
        HAVING count(*) > 1 AND sum(full_time_equivalent) > 100
    )
