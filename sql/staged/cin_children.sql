-- One row per record sent that can be used: a child, with who the child is.
-- grain: file_id, element
-- source: DfE specification of the children in need census for the year
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.element,
    typed.line,
    typed.child_number,
    typed.child_id,
    typed.unique_pupil_number,
    typed.former_unique_pupil_number,
    typed.reason_unique_pupil_number_unknown,
    typed.date_of_birth,
    typed.expected_date_of_birth,
    typed.sex,
    typed.died_on,
    typed.ethnicity
FROM raw.typed_cin_children AS typed
WHERE
    -- A finding may set a record aside, and with it what stands in it; it stays in raw and in the quality report. A return
    -- that cannot be used has every record set aside: the authority is estimated, not half counted.
    NOT EXISTS (
        SELECT 1
        FROM raw.set_aside AS aside
        WHERE aside.file_id = typed.file_id AND aside.record = typed.element
    )
