-- One row per authority and attainment indicator that can be used: its two counts as supplied.
-- grain: file_id, line
-- source: the attainment results file, a workbook or CSV file of each authority
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.line,
    typed.indicator,
    typed.numerator,
    typed.denominator
FROM raw.typed_attainment AS typed
WHERE
    -- A finding may set the record aside; it stays in raw and in the quality report.
    NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)
