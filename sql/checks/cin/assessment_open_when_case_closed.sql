-- Assessments that were never completed although the episode of need is closed.
-- rule: assessment_open_when_case_closed
-- record: assessments
-- field: AssessmentAuthorisationDate
-- severity: query
-- effect: kept
-- message: The CINdetails of this assessment is closed, but the assessment has no AssessmentAuthorisationDate. Fill it in.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_assessments AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE referrals.closed_on IS NOT NULL AND activities.authorised_on IS NULL
