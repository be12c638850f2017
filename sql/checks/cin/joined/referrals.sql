-- A referral with the episode of need that followed, its child, and what was done.
-- record: referrals
-- died_on: children.died_on
-- assessments: assessments
-- open_assessments: assessments.authorised_on
-- has_no_factors: assessment_factors.factor
-- enquiries: section_47
-- undecided_enquiries: section_47.initial_conference_on section_47.is_conference_not_required
-- conference_of_enquiry_on: section_47.initial_conference_on
-- plans: child_protection_plans
-- open_plans: child_protection_plans.ended_on
-- plan_dates: plan_dates
-- open_plan_dates: plan_dates.ended_on
WITH assessments AS (
    SELECT
        file_id,
        child_number,
        referral_number,
        count(*) AS assessments,
        count(CASE WHEN authorised_on IS NULL THEN 1 END) AS open_assessments
    FROM raw.checked_cin_assessments
    GROUP BY file_id, child_number, referral_number
),
factors AS (
    SELECT file_id, child_number, referral_number, bool_and(factor = '21') AS has_no_factors
    FROM raw.checked_cin_assessment_factors
    GROUP BY file_id, child_number, referral_number
),
enquiries AS (
    SELECT
        file_id,
        child_number,
        referral_number,
        count(*) AS enquiries,
        count(
            CASE WHEN initial_conference_on IS NULL AND NOT coalesce(is_conference_not_required, FALSE) THEN 1 END
        ) AS undecided_enquiries
    FROM raw.checked_cin_section_47
    GROUP BY file_id, child_number, referral_number
),
conferences AS (
    SELECT file_id, child_number, max(initial_conference_on) AS conference_of_enquiry_on
    FROM raw.checked_cin_section_47
    WHERE initial_conference_on IS NOT NULL
    GROUP BY file_id, child_number, initial_conference_on
),
plans AS (
    SELECT
        file_id,
        child_number,
        referral_number,
        count(*) AS plans,
        count(CASE WHEN ended_on IS NULL THEN 1 END) AS open_plans
    FROM raw.checked_cin_child_protection_plans
    GROUP BY file_id, child_number, referral_number
),
plan_dates AS (
    SELECT
        file_id,
        child_number,
        referral_number,
        count(*) AS plan_dates,
        count(CASE WHEN started_on IS NOT NULL AND ended_on IS NULL THEN 1 END) AS open_plan_dates
    FROM raw.checked_cin_plan_dates
    GROUP BY file_id, child_number, referral_number
)
SELECT
    referrals.*,
    children.died_on,
    coalesce(assessments.assessments, 0) AS assessments,
    coalesce(assessments.open_assessments, 0) AS open_assessments,
    coalesce(factors.has_no_factors, FALSE) AS has_no_factors,
    coalesce(enquiries.enquiries, 0) AS enquiries,
    coalesce(enquiries.undecided_enquiries, 0) AS undecided_enquiries,
    conferences.conference_of_enquiry_on,
    coalesce(plans.plans, 0) AS plans,
    coalesce(plans.open_plans, 0) AS open_plans,
    coalesce(plan_dates.plan_dates, 0) AS plan_dates,
    coalesce(plan_dates.open_plan_dates, 0) AS open_plan_dates
FROM raw.checked_cin_referrals AS referrals
JOIN raw.checked_cin_children AS children
    ON children.file_id = referrals.file_id AND children.child_number = referrals.child_number
LEFT JOIN conferences
    ON conferences.file_id = referrals.file_id
    AND conferences.child_number = referrals.child_number
    AND conferences.conference_of_enquiry_on = referrals.initial_conference_on
LEFT JOIN assessments
    ON assessments.file_id = referrals.file_id
    AND assessments.child_number = referrals.child_number
    AND assessments.referral_number = referrals.referral_number
LEFT JOIN factors
    ON factors.file_id = referrals.file_id
    AND factors.child_number = referrals.child_number
    AND factors.referral_number = referrals.referral_number
LEFT JOIN enquiries
    ON enquiries.file_id = referrals.file_id
    AND enquiries.child_number = referrals.child_number
    AND enquiries.referral_number = referrals.referral_number
LEFT JOIN plans
    ON plans.file_id = referrals.file_id
    AND plans.child_number = referrals.child_number
    AND plans.referral_number = referrals.referral_number
LEFT JOIN plan_dates
    ON plan_dates.file_id = referrals.file_id
    AND plan_dates.child_number = referrals.child_number
    AND plan_dates.referral_number = referrals.referral_number
