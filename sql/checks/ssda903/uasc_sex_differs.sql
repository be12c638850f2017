-- Sex in the UASC file that differs from the header.
-- rule: uasc_sex_differs
-- record: uasc
-- field: SEX
-- severity: error
-- effect: kept
-- message: SEX differs from the one in Header, which is used. Correct whichever is wrong.
SELECT uasc.file_id, uasc.line
FROM raw.checked_uasc AS uasc
JOIN raw.checked_header AS header
    ON header.collection_year = uasc.collection_year
    AND header.la_code = uasc.la_code
    AND header.child_id = uasc.child_id
WHERE header.sex <> uasc.sex
