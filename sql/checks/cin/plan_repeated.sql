-- Child protection plans of one child that begin on the same day.
-- rule: plan_repeated
-- record: child_protection_plans
-- field: CPPstartDate
-- severity: error
-- effect: kept
-- message: Another plan of this child has the same CPPstartDate. Send one of them.
SELECT file_id, element
FROM raw.checked_cin_child_protection_plans
WHERE
    (collection_year, la_code, child_id, started_on) IN (
        SELECT (collection_year, la_code, child_id, started_on)
        FROM raw.checked_cin_child_protection_plans
        WHERE started_on IS NOT NULL
        GROUP BY collection_year, la_code, child_id, started_on
        HAVING count(*) > 1
    )
