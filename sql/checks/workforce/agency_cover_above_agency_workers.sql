-- Authorities with more agency workers covering vacancies than agency workers.
-- rule: agency_cover_above_agency_workers
-- record: vacancies
-- field: NoAgencyFTE
-- severity: query
-- effect: kept
-- message: NoAgencyFTE is more than the FTE of the agency workers in the return. Check both.
SELECT stated.file_id, stated.line
FROM raw.checked_vacancies AS stated
LEFT JOIN (
    SELECT collection_year, la_code, sum(full_time_equivalent) AS full_time_equivalent
    FROM raw.checked_social_workers
    WHERE is_agency_worker AND (role_ended_on IS NULL OR role_ended_on > year_ended_on)
    GROUP BY collection_year, la_code
) AS agency
    ON agency.collection_year = stated.collection_year AND agency.la_code = stated.la_code
WHERE stated.covered_by_agency > coalesce(agency.full_time_equivalent, 0)
