-- One row per child protection plan that ended in the first six months of the year: how long did need go on?
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, table D8; its bands are not in the documents read: First Release decision
-- counted: Plans that ended between 1 April and 30 September. Need goes on until the case that the plan belongs to is
--   closed, or until 31 March when it is still open.
-- not counted: Plans that ended later in the year; a later case of the child.
SELECT
    plan.collection_year,
    plan.la_code,
    plan.child_id,
    plan.file_id,
    plan.line,
    plan.started_on,
    plan.ended_on,
    record.closed_on,
    CASE
        WHEN record.child_id IS NULL THEN 'remained_in_need_not_known'
        WHEN record.closed_on <= plan.ended_on THEN 'not_in_need_after_plan'
        WHEN coalesce(record.closed_on, year_ends_on(plan.collection_year)) <= plan.ended_on + INTERVAL 3 MONTH
            THEN '3_months_or_less'
        WHEN coalesce(record.closed_on, year_ends_on(plan.collection_year)) <= plan.ended_on + INTERVAL 6 MONTH
            THEN 'over_3_to_6_months'
        ELSE 'over_6_months'
    END AS remained_in_need
FROM core.child_protection_plans AS plan
LEFT JOIN core.cin_records AS record
    ON
        record.file_id = plan.file_id
        AND record.child_number = plan.child_number
        AND record.referral_number = plan.referral_number
WHERE plan.ended_on BETWEEN year_begins_on(plan.collection_year) AND make_date(plan.collection_year - 1, 9, 30)
