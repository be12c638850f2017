-- Children of school age of whom it is said that they are not of school age.
-- rule: upn_reason_of_school_age
-- record: children
-- field: UPNunknown
-- severity: query
-- effect: kept
-- message: UN1 says that the child is not of school age, but it was 6 or over when the year ended. Send UPN, or the reason that applies.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE unique_pupil_number IS NULL
    AND reason_unique_pupil_number_unknown = 'UN1'
    AND date_of_birth <= year_ended_on - INTERVAL 6 YEAR
    AND date_of_birth > year_ended_on - INTERVAL 18 YEAR
