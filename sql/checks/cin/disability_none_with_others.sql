-- NONE beside a disability of the same child.
-- rule: disability_none_with_others
-- record: disabilities
-- field: Disability
-- severity: query
-- effect: kept
-- message: NONE is sent beside a disability, so the child counts as disabled. Leave NONE out.
SELECT none.file_id, none.element
FROM raw.checked_cin_disabilities AS none
WHERE
    none.disability = 'NONE'
    AND EXISTS (
        SELECT 1
        FROM raw.checked_cin_disabilities AS other
        WHERE other.file_id = none.file_id AND other.child_number = none.child_number AND other.disability <> 'NONE'
    )
