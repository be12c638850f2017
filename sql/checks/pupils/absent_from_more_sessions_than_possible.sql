-- Absence from more sessions than there were.
-- rule: absent_from_more_sessions_than_possible
-- record: pupil_absences
-- field: SESSIONSPOSSIBLE_6HALFTERMS
-- severity: error
-- effect: kept
-- message: The pupil missed more sessions than were possible, and makes every rate of absence wrong. Correct the sessions.
SELECT file_id, line
FROM raw.checked_pupil_absences
WHERE sessions_authorised + sessions_unauthorised > sessions_possible
