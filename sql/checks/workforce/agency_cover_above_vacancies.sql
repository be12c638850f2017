-- Authorities with more agency workers covering vacancies than vacancies.
-- rule: agency_cover_above_vacancies
-- record: vacancies
-- field: NoAgencyFTE
-- severity: query
-- effect: kept
-- message: NoAgencyFTE is more than NumberOfVacancies, which includes the vacancies that agency workers cover. Check both.
SELECT file_id, line
FROM raw.checked_vacancies
WHERE covered_by_agency > vacancies
