-- One row per record sent that can be used: a review of a child's case.
-- grain: file_id, line
-- source: DfE specification of the SSDA903 return for the year
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.line,
    typed.child_id,
    typed.date_of_birth,
    typed.reviewed_on,
    typed.participation_method
FROM raw.typed_reviews AS typed
WHERE
    -- A finding may set a record aside; it stays in raw and in the quality report.
    NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)
    -- A return that cannot be used counts as missing: the authority is estimated, not half counted.
    AND NOT EXISTS (
        SELECT 1
        FROM raw.coverage AS coverage
        WHERE
            coverage."return" = 'ssda903'
            AND coverage.status = 'not usable'
            AND coverage.collection_year = typed.collection_year
            AND coverage.la_code = typed.la_code
    )
