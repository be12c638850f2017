-- Absence that is not the sum of its two kinds.
-- rule: absence_does_not_add_up
-- record: pupil_absences
-- field: OVERALLABSENCE_6HALFTERMS
-- severity: error
-- effect: kept
-- message: Overall absence is not authorised and unauthorised absence together. The two kinds are counted. Correct the three.
SELECT file_id, line
FROM raw.checked_pupil_absences
WHERE sessions_missed <> sessions_authorised + sessions_unauthorised
