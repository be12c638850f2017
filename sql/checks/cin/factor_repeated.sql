-- Factors sent again for the same assessment.
-- rule: factor_repeated
-- record: assessment_factors
-- field: AssessmentFactors
-- severity: query
-- effect: kept
-- message: The assessment has this factor already; it is counted once. Send it once.
SELECT file_id, element
FROM (
    SELECT
        file_id,
        element,
        row_number() OVER (
            PARTITION BY file_id, child_number, referral_number, assessment_number, factor
            ORDER BY element
        ) AS place
    FROM raw.checked_cin_assessment_factors
    WHERE factor IS NOT NULL
) AS factors
WHERE place > 1
