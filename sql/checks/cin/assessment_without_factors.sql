-- Assessments authorised in the year with no factor at all, not even code 21.
-- rule: assessment_without_factors
-- record: assessments
-- field: AssessmentAuthorisationDate
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The assessment is authorised, but has no AssessmentFactors. Send those identified, or 21 where there were none.
SELECT assessment.file_id, assessment.element
FROM raw.checked_cin_assessments AS assessment
ANTI JOIN raw.checked_cin_assessment_factors AS factor
    ON factor.file_id = assessment.file_id
    AND factor.child_number = assessment.child_number
    AND factor.referral_number = assessment.referral_number
    AND factor.assessment_number = assessment.assessment_number
WHERE assessment.authorised_on BETWEEN assessment.year_started_on AND assessment.year_ended_on
