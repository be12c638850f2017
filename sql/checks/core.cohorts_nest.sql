-- what: Children looked after on 31 March, starting or ceasing in the year are looked after during it; a row is a
--   child who is not.
-- severity: error
-- stage: core
WITH part AS (
    SELECT 'looked_after_on_31_march' AS measure, collection_year, la_code, file_id, line, child_id
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT 'started_during_year' AS measure, collection_year, la_code, file_id, line, child_id
    FROM core.started_during_year
    UNION ALL
    SELECT 'ceased_during_year' AS measure, collection_year, la_code, file_id, line, child_id
    FROM core.ceased_during_year
)

SELECT part.measure, part.collection_year, part.la_code, part.file_id, part.line
FROM part
WHERE
    NOT EXISTS (
        SELECT 1
        FROM core.looked_after_during_year AS whole
        WHERE
            whole.collection_year = part.collection_year
            AND whole.la_code = part.la_code
            AND whole.child_id = part.child_id
    )
