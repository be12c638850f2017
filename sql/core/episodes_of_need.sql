-- One row per episode of need of a child, for each method of counting: from the referral until the case is closed.
-- grain: method, collection_year, la_code, child_id, referred_on
-- source: DfE methodology of the children in need statistics 2016 to 2017, and as revised in 2018; two records of one
--   child and day: First Release decision
-- counted: Every referral in the return, whenever it was made, that led to more than an assessment, or is still open,
--   or was closed for a reason other than that the assessment found no need. Of a child's records with the same
--   referral date, the one that stayed open longest.
-- not counted: Referrals with no further action; those whose only activity is an assessment and that were closed after
--   it (RC8, and RC9 from 2023). By the method of the editions up to 2017, years after them.
WITH episodes AS (
    SELECT
        methods.method,
        methods.any_closure_has_ended,
        record.collection_year,
        record.la_code,
        record.child_id,
        record.file_id,
        record.line,
        record.child_number,
        record.referral_number,
        record.referred_on,
        record.closed_on,
        record.reason_for_closure,
        record.primary_need,
        record.has_authorised_assessment,
        record.sex,
        record.ethnicity,
        record.born_on,
        record.disability
    FROM core.cin_records AS record
    CROSS JOIN core.methods_of_counting_need AS methods
    WHERE
        -- No edition has a year after its own.
        record.collection_year <= methods.last_edition
        AND NOT record.is_no_further_action
        AND NOT (
            record.is_closed_after_assessment
            AND NOT record.has_other_activity
            AND (
                record.has_assessment
                OR (methods.assessment_may_be_earlier AND record.referred_on < year_begins_on(record.collection_year))
            )
        )
    QUALIFY
        row_number() OVER (
            PARTITION BY methods.method, record.collection_year, record.la_code, record.child_id, record.referred_on
            ORDER BY record.closed_on DESC NULLS FIRST, record.file_id, record.child_number, record.referral_number
        ) = 1
)

SELECT
    method,
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    child_number,
    referral_number,
    referred_on,
    closed_on,
    referred_on >= year_begins_on(collection_year) AS is_starting,
    closed_on IS NOT NULL
    AND (any_closure_has_ended OR closed_on >= year_begins_on(collection_year)) AS is_ending,
    closed_on IS NULL AS is_open_on_31_march,
    sex,
    born_on,
    ethnicity,
    ethnicity AS ethnicity_chinese_in_other,
    coalesce(primary_need, 'primary_need_not_known') AS primary_need,
    disability,
    coalesce(reason_for_closure, 'reason_for_closure_not_known') AS reason_for_closure,
    CASE
        WHEN coalesce(primary_need, 'n0') = 'n0' AND NOT has_authorised_assessment THEN 'awaiting_assessment'
        ELSE 'not_awaiting_assessment'
    END AS awaiting_assessment
FROM episodes
