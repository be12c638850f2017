-- CINdetails that repeat an earlier one of the same child in everything; the first is kept.
-- rule: referral_identical
-- record: referrals
-- field: CINreferralDate
-- severity: query
-- effect: set aside
-- message: The same CINdetails of this child was sent before, with the same activity; the first is kept. Send it once.
WITH candidates AS (
    SELECT file_id, element, collection_year, la_code, child_id, child_number, referral_number, concat_ws(
        '|', referred_on, coalesce(source_of_referral, ''), coalesce(primary_need, ''),
        coalesce(CAST(closed_on AS VARCHAR), ''), coalesce(reason_for_closure, ''),
        coalesce(CAST(initial_conference_on AS VARCHAR), ''), coalesce(CAST(is_no_further_action AS VARCHAR), '')
    ) AS described
    FROM raw.checked_cin_referrals
    WHERE
        (collection_year, la_code, child_id, referred_on) IN (
            SELECT (collection_year, la_code, child_id, referred_on)
            FROM raw.checked_cin_referrals
            WHERE referred_on IS NOT NULL
            GROUP BY collection_year, la_code, child_id, referred_on
            HAVING count(*) > 1
        )
),
activity AS (
    SELECT file_id, child_number, referral_number, element, concat_ws(
        '|', 'assessment', kind, coalesce(CAST(started_on AS VARCHAR), ''),
        coalesce(CAST(internal_review_on AS VARCHAR), ''), coalesce(CAST(authorised_on AS VARCHAR), ''),
        coalesce(CAST(was_child_seen_by_social_worker AS VARCHAR), '')
    ) AS described
    FROM raw.checked_cin_assessments
    UNION ALL
    SELECT file_id, child_number, referral_number, element, concat_ws('|', 'factor', assessment_number, factor)
    FROM raw.checked_cin_assessment_factors
    UNION ALL
    SELECT file_id, child_number, referral_number, element, concat_ws(
        '|', 'plan dates', coalesce(CAST(started_on AS VARCHAR), ''), coalesce(CAST(ended_on AS VARCHAR), '')
    )
    FROM raw.checked_cin_plan_dates
    UNION ALL
    SELECT file_id, child_number, referral_number, element, concat_ws(
        '|', 'section 47', coalesce(CAST(started_on AS VARCHAR), ''),
        coalesce(CAST(initial_conference_target_on AS VARCHAR), ''),
        coalesce(CAST(initial_conference_on AS VARCHAR), ''),
        coalesce(CAST(is_conference_not_required AS VARCHAR), '')
    )
    FROM raw.checked_cin_section_47
    UNION ALL
    SELECT file_id, child_number, referral_number, element, concat_ws(
        '|', 'plan', coalesce(CAST(started_on AS VARCHAR), ''), coalesce(CAST(ended_on AS VARCHAR), ''),
        coalesce(initial_category_of_abuse, ''), coalesce(latest_category_of_abuse, ''),
        coalesce(CAST(number_of_previous_plans AS VARCHAR), '')
    )
    FROM raw.checked_cin_child_protection_plans
    UNION ALL
    SELECT file_id, child_number, referral_number, element, concat_ws(
        '|', 'review', plan_number, coalesce(CAST(reviewed_on AS VARCHAR), '')
    )
    FROM raw.checked_cin_reviews
),
described AS (
    SELECT candidates.file_id, candidates.element, candidates.collection_year, candidates.la_code, candidates.child_id,
        candidates.described, coalesce(string_agg(activity.described, ';' ORDER BY activity.element), '') AS activity
    FROM candidates
    LEFT JOIN activity
        ON activity.file_id = candidates.file_id
        AND activity.child_number = candidates.child_number
        AND activity.referral_number = candidates.referral_number
    GROUP BY ALL
)
SELECT file_id, element
FROM (
    SELECT file_id, element, row_number() OVER (
        PARTITION BY collection_year, la_code, child_id, described, activity
        ORDER BY file_id, element
    ) AS place
    FROM described
) AS repeated
WHERE place > 1
