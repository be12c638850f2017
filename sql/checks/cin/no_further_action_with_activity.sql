-- Referrals without further action that led to action.
-- rule: no_further_action_with_activity
-- record: referrals
-- field: ReferralNFA
-- severity: query
-- effect: kept
-- message: ReferralNFA is true, but there is an assessment, a section 47 enquiry or a plan. Correct ReferralNFA.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE
    is_no_further_action
    AND (file_id, child_number, referral_number) IN (
        SELECT (file_id, child_number, referral_number) FROM raw.checked_cin_assessments
        UNION ALL
        SELECT (file_id, child_number, referral_number) FROM raw.checked_cin_section_47
        UNION ALL
        SELECT (file_id, child_number, referral_number) FROM raw.checked_cin_child_protection_plans
        UNION ALL
        SELECT (file_id, child_number, referral_number) FROM raw.checked_cin_plan_dates
    )
