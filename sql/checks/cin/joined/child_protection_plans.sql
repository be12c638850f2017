-- A child protection plan, its child, the conference that decided on it, and the plan before.
-- record: child_protection_plans
-- died_on: children.died_on
-- conference_of_referral_on: referrals.initial_conference_on
-- enquiries_for_conference: section_47.is_conference_not_required
-- enquiries_of_that_day: section_47.initial_conference_on
-- previous_ended_on: child_protection_plans.ended_on
WITH enquiries AS (
    SELECT
        plans.file_id,
        plans.element,
        count(CASE WHEN NOT coalesce(section_47.is_conference_not_required, FALSE) THEN 1 END)
            AS enquiries_for_conference,
        count(CASE WHEN section_47.initial_conference_on = plans.started_on THEN 1 END) AS enquiries_of_that_day
    FROM raw.checked_cin_child_protection_plans AS plans
    JOIN raw.checked_cin_section_47 AS section_47
        ON section_47.file_id = plans.file_id
        AND section_47.child_number = plans.child_number
        AND section_47.referral_number = plans.referral_number
    GROUP BY plans.file_id, plans.element
)
SELECT
    plans.*,
    children.died_on,
    referrals.initial_conference_on AS conference_of_referral_on,
    coalesce(enquiries.enquiries_for_conference, 0) AS enquiries_for_conference,
    coalesce(enquiries.enquiries_of_that_day, 0) AS enquiries_of_that_day,
    lag(plans.ended_on) OVER (
        PARTITION BY plans.file_id, plans.child_number ORDER BY plans.started_on, plans.element
    ) AS previous_ended_on
FROM raw.checked_cin_child_protection_plans AS plans
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = plans.file_id
    AND referrals.child_number = plans.child_number
    AND referrals.referral_number = plans.referral_number
JOIN raw.checked_cin_children AS children
    ON children.file_id = plans.file_id AND children.child_number = plans.child_number
LEFT JOIN enquiries ON enquiries.file_id = plans.file_id AND enquiries.element = plans.element
