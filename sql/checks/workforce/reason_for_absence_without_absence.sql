-- Reasons for an absence of workers who are not said to be absent.
-- rule: reason_for_absence_without_absence
-- record: social_workers
-- field: ReasonAbsence
-- severity: error
-- effect: kept
-- message: ReasonAbsence is given and Absat30Sept does not say that the worker is absent. Correct whichever is wrong.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE reason_for_absence IS NOT NULL AND NOT coalesce(is_absent, FALSE)
