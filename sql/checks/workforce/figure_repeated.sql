-- Figures that a later one of the same authority, item, measure and category follows.
-- rule: figure_repeated
-- record: authority_figures
-- field: ITEM
-- severity: error
-- effect: set aside
-- message: The return states this figure more than once; the last is used. Find out which is right and send one.
SELECT file_id, line
FROM (
    SELECT
        file_id,
        line,
        row_number() OVER (
            PARTITION BY collection_year, la_code, item, measure, coalesce(category, '') ORDER BY file_id DESC, line DESC
        ) AS place
    FROM raw.checked_authority_figures
    WHERE item IS NOT NULL AND measure IS NOT NULL AND value IS NOT NULL
) AS stated
WHERE place > 1
