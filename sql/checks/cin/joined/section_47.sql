-- A section 47 enquiry, its referral, and others of the same referral.
-- record: section_47
-- referred_on: referrals.referred_on
-- closed_on: referrals.closed_on
-- begins_in_another: section_47.started_on section_47.initial_conference_on section_47.is_conference_not_required
-- undecided_before: section_47.initial_conference_on section_47.is_conference_not_required
SELECT
    enquiries.*,
    referrals.referred_on,
    referrals.closed_on,
    max(
        CASE
            WHEN enquiries.initial_conference_on IS NOT NULL THEN enquiries.initial_conference_on
            WHEN NOT coalesce(enquiries.is_conference_not_required, FALSE) THEN enquiries.year_ended_on
        END
    ) OVER (
        PARTITION BY enquiries.file_id, enquiries.child_number, enquiries.referral_number
        ORDER BY enquiries.started_on, enquiries.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) >= enquiries.started_on AS begins_in_another,
    count(
        CASE
            WHEN enquiries.initial_conference_on IS NULL AND NOT coalesce(enquiries.is_conference_not_required, FALSE)
                THEN 1
        END
    ) OVER (
        PARTITION BY enquiries.file_id, enquiries.child_number, enquiries.referral_number
        ORDER BY enquiries.started_on, enquiries.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS undecided_before
FROM raw.checked_cin_section_47 AS enquiries
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = enquiries.file_id
    AND referrals.child_number = enquiries.child_number
    AND referrals.referral_number = enquiries.referral_number
