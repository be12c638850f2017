-- One row per authority's staying put return that can be used: its two figures.
-- grain: collection_year, la_code
-- source: the staying put return of 2014 and 2015, a spreadsheet
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.line,
    typed.left_care_on_18th_birthday,
    typed.remaining_with_carers
FROM raw.typed_staying_put AS typed
WHERE
    -- A finding may set the record aside; it stays in raw and in the quality report.
    NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)
