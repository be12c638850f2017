-- Child elements whose id another one of the same authority has.
-- rule: child_repeated
-- record: children
-- field: LAchildID
-- severity: error
-- effect: kept
-- message: Another Child element has this LAchildID. Send one Child element with all the CINdetails of the child.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE
    (collection_year, la_code, child_id) IN (
        SELECT (collection_year, la_code, child_id)
        FROM raw.checked_cin_children
        GROUP BY collection_year, la_code, child_id
        HAVING count(*) > 1
    )
