-- Code 21, no factors, beside a factor of the same assessment.
-- rule: no_factors_with_others
-- record: assessment_factors
-- field: AssessmentFactors
-- severity: query
-- effect: kept
-- message: Code 21 says that there are no factors, but others are sent beside it. Leave it out.
SELECT none.file_id, none.element
FROM raw.checked_cin_assessment_factors AS none
WHERE
    none.factor = '21'
    AND EXISTS (
        SELECT 1
        FROM raw.checked_cin_assessment_factors AS other
        WHERE
            other.file_id = none.file_id
            AND other.child_number = none.child_number
            AND other.referral_number = none.referral_number
            AND other.assessment_number = none.assessment_number
            AND other.factor <> '21'
    )
