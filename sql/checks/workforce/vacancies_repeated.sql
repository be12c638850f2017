-- Statements of vacancies that another one of the authority follows.
-- rule: vacancies_repeated
-- record: vacancies
-- field: NumberOfVacancies
-- severity: error
-- effect: set aside
-- message: The return states its vacancies more than once; the last is used. Find out which is right and send one.
SELECT file_id, line
FROM (
    SELECT
        file_id,
        line,
        row_number() OVER (PARTITION BY collection_year, la_code ORDER BY file_id DESC, line DESC) AS place
    FROM raw.checked_vacancies
) AS stated
WHERE place > 1
