-- Figures with a measure that their item has not.
-- rule: figure_measure_of_another_item
-- record: authority_figures
-- field: MEASURE
-- severity: error
-- effect: set aside
-- message: MEASURE is not one of this ITEM: sickness is in DAYS, agency workers covering vacancies in FTE, figures by category in HEADCOUNT. Correct it.
SELECT file_id, line
FROM raw.checked_authority_figures
WHERE
    (item = 'SICKNESS_ABSENCE') <> (measure = 'DAYS')
    OR (item = 'AGENCY_WORKERS_COVERING_VACANCIES' AND measure <> 'FTE')
    OR (
        measure = 'FTE'
        AND (contains(item, '_BY_') OR item = 'SOCIAL_WORKERS_WITH_CASELOAD_OR_OVERSIGHT')
    )
