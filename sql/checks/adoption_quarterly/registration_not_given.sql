-- Families without the day on which they registered.
-- rule: registration_not_given
-- record: adoptive_families
-- field: REGISTERED_ON
-- severity: query
-- effect: kept
-- message: REGISTERED_ON is blank, so the family is in no count of registrations and the time to its approval is not known.
SELECT file_id, line
FROM raw.checked_adoptive_families
WHERE registered_on IS NULL
