-- Children with a unique pupil number and a reason why there is none.
-- rule: upn_and_reason
-- record: children
-- field: UPNunknown
-- severity: query
-- effect: kept
-- message: There are both UPN and UPNunknown; the number is used. Leave one out.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE unique_pupil_number IS NOT NULL AND reason_unique_pupil_number_unknown IS NOT NULL
