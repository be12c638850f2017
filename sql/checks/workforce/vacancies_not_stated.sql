-- Statements of vacancies without their number, or without the agency workers who cover them.
-- rule: vacancies_not_stated
-- record: vacancies
-- field: NumberOfVacancies
-- severity: error
-- effect: set aside
-- message: LALevelVacancies needs NumberOfVacancies and NoAgencyFTE. Without either nothing is known of vacancies. Write 0 where there are none.
SELECT file_id, line
FROM raw.checked_vacancies
WHERE vacancies IS NULL OR covered_by_agency IS NULL
