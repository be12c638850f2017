-- An assessment, its referral, and others of the same referral.
-- record: assessments
-- referred_on: referrals.referred_on
-- closed_on: referrals.closed_on
-- factors: assessment_factors
-- begins_in_another: assessments.started_on assessments.authorised_on
-- open_before: assessments.authorised_on
WITH factors AS (
    SELECT file_id, child_number, referral_number, assessment_number, count(*) AS factors
    FROM raw.checked_cin_assessment_factors
    GROUP BY file_id, child_number, referral_number, assessment_number
)
SELECT
    assessments.*,
    referrals.referred_on,
    referrals.closed_on,
    coalesce(factors.factors, 0) AS factors,
    max(coalesce(assessments.authorised_on, assessments.year_ended_on)) OVER (
        PARTITION BY assessments.file_id, assessments.child_number, assessments.referral_number
        ORDER BY assessments.started_on, assessments.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) >= assessments.started_on AS begins_in_another,
    count(CASE WHEN assessments.authorised_on IS NULL THEN 1 END) OVER (
        PARTITION BY assessments.file_id, assessments.child_number, assessments.referral_number
        ORDER BY assessments.started_on, assessments.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS open_before
FROM raw.checked_cin_assessments AS assessments
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = assessments.file_id
    AND referrals.child_number = assessments.child_number
    AND referrals.referral_number = assessments.referral_number
LEFT JOIN factors
    ON factors.file_id = assessments.file_id
    AND factors.child_number = assessments.child_number
    AND factors.referral_number = assessments.referral_number
    AND factors.assessment_number = assessments.assessment_number
