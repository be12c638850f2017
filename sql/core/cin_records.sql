-- One row per CINdetails of a census, with its child and what was done: the record from which need is counted.
-- grain: file_id, child_number, referral_number
-- source: DfE specification of the children in need census, CINdetails
-- counted: Every CINdetails with a referral date. Activity other than an assessment is an enquiry under section 47, an
--   initial conference, a child protection plan or a plan for a child in need.
-- not counted: CINdetails without a referral date that can be read, or with one after the year.
WITH assessed AS (
    SELECT DISTINCT file_id, child_number, referral_number FROM staged.cin_assessments
),

-- An assessment that was authorised: it is no longer awaited.
authorised AS (
    SELECT DISTINCT file_id, child_number, referral_number
    FROM staged.cin_assessments
    WHERE authorised_on <= year_ends_on(collection_year)
),

other_activity AS (
    SELECT file_id, child_number, referral_number FROM staged.cin_section_47
    UNION
    SELECT file_id, child_number, referral_number FROM staged.cin_child_protection_plans
    UNION
    SELECT file_id, child_number, referral_number FROM staged.cin_plan_dates
)

SELECT
    record.collection_year,
    record.la_code,
    child.child_id,
    record.file_id,
    record.line,
    record.child_number,
    record.referral_number,
    record.referred_on,
    -- A closing date after the year would be a prediction; the case is open at its end.
    CASE WHEN record.closed_on <= year_ends_on(record.collection_year) THEN record.closed_on END AS closed_on,
    lower(record.reason_for_closure) AS reason_for_closure,
    lower(record.source_of_referral) AS source_of_referral,
    lower(record.primary_need) AS primary_need,
    coalesce(record.is_no_further_action, FALSE) AS is_no_further_action,
    assessed.file_id IS NOT NULL AS has_assessment,
    authorised.file_id IS NOT NULL AS has_authorised_assessment,
    other_activity.file_id IS NOT NULL OR record.initial_conference_on IS NOT NULL AS has_other_activity,
    closure.reason_for_closure IS NOT NULL AS is_closed_after_assessment,
    child.sex,
    child.ethnicity,
    child.born_on,
    child.disability
FROM staged.cin_referrals AS record
INNER JOIN core.cin_children AS child
    ON child.file_id = record.file_id AND child.child_number = record.child_number
LEFT JOIN assessed
    ON
        assessed.file_id = record.file_id
        AND assessed.child_number = record.child_number
        AND assessed.referral_number = record.referral_number
LEFT JOIN authorised
    ON
        authorised.file_id = record.file_id
        AND authorised.child_number = record.child_number
        AND authorised.referral_number = record.referral_number
LEFT JOIN other_activity
    ON
        other_activity.file_id = record.file_id
        AND other_activity.child_number = record.child_number
        AND other_activity.referral_number = record.referral_number
LEFT JOIN core.closures_after_assessment AS closure
    ON
        closure.reason_for_closure = record.reason_for_closure
        AND record.collection_year BETWEEN closure.first_year AND closure.last_year
        AND coalesce(record.closed_on <= year_ends_on(record.collection_year), TRUE)
WHERE record.referred_on <= year_ends_on(record.collection_year)
