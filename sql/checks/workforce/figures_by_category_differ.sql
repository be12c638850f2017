-- Figures of a whole whose categories come to another number.
-- rule: figures_by_category_differ
-- record: authority_figures
-- field: VALUE
-- severity: query
-- effect: kept
-- message: The figures by category do not add up to this one. Check both.
SELECT DISTINCT whole.file_id, whole.line
FROM raw.checked_authority_figures AS whole
INNER JOIN (
    SELECT collection_year, la_code, item, sum(value) AS value
    FROM raw.checked_authority_figures
    WHERE contains(item, '_BY_')
    GROUP BY collection_year, la_code, item
) AS parts
    ON
        parts.collection_year = whole.collection_year
        AND parts.la_code = whole.la_code
        AND starts_with(parts.item, whole.item || '_BY_')
WHERE whole.measure = 'HEADCOUNT' AND parts.value <> whole.value
