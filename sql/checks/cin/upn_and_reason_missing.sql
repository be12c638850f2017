-- Born children of school age with neither a unique pupil number nor a reason why not.
-- rule: upn_and_reason_missing
-- record: children
-- field: UPN
-- severity: query
-- effect: kept
-- message: A child of school age has neither UPN nor UPNunknown. Fill one in.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE unique_pupil_number IS NULL
    AND reason_unique_pupil_number_unknown IS NULL
    AND date_of_birth <= year_ended_on - INTERVAL 5 YEAR
