-- Families approved before they registered.
-- rule: approved_before_registered
-- record: adoptive_families
-- field: APPROVED_ON
-- severity: error
-- effect: kept
-- message: The family was approved before it registered its interest. Correct APPROVED_ON or REGISTERED_ON.
SELECT file_id, line
FROM raw.checked_adoptive_families
WHERE approved_on < registered_on
