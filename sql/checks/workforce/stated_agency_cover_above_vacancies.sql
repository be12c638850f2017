-- Agency workers covering vacancies of more FTE than the vacancies, or than the agency workers.
-- rule: stated_agency_cover_above_vacancies
-- record: authority_figures
-- field: VALUE
-- severity: query
-- effect: kept
-- message: More agency workers cover vacancies than there are vacancies (which include those that they cover) or agency workers. Check the figures.
SELECT DISTINCT cover.file_id, cover.line
FROM raw.checked_authority_figures AS cover
INNER JOIN raw.checked_authority_figures AS whole
    ON
        whole.collection_year = cover.collection_year
        AND whole.la_code = cover.la_code
        AND whole.item IN ('VACANCIES', 'AGENCY_WORKERS')
        AND whole.measure = 'FTE'
WHERE cover.item = 'AGENCY_WORKERS_COVERING_VACANCIES' AND cover.value > whole.value
