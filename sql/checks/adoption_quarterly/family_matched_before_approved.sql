-- Families matched before they were approved.
-- rule: family_matched_before_approved
-- record: adoptive_families
-- field: MATCHED_ON
-- severity: query
-- effect: kept
-- message: The family was matched before it was approved. Check MATCHED_ON and APPROVED_ON.
SELECT file_id, line
FROM raw.checked_adoptive_families
WHERE matched_on IS NOT NULL AND (approved_on IS NULL OR matched_on < approved_on)
