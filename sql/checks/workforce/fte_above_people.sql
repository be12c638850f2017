-- FTE of more than the people that it is of.
-- rule: fte_above_people
-- record: authority_figures
-- field: VALUE
-- severity: query
-- effect: kept
-- message: The FTE is more than the number of people. Check both.
SELECT fte.file_id, fte.line
FROM raw.checked_authority_figures AS fte
INNER JOIN raw.checked_authority_figures AS people
    ON
        people.collection_year = fte.collection_year
        AND people.la_code = fte.la_code
        AND people.item = fte.item
        AND people.measure = 'HEADCOUNT'
WHERE fte.measure = 'FTE' AND fte.value > people.value
