-- Assessments authorised before they began.
-- rule: assessment_authorised_before_start
-- record: assessments
-- field: AssessmentAuthorisationDate
-- severity: error
-- effect: kept
-- message: AssessmentAuthorisationDate is before AssessmentActualStartDate. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_assessments
WHERE authorised_on < started_on
