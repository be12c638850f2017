-- One row per record sent that can be used: a child protection plan.
-- grain: file_id, element
-- source: DfE specification of the children in need census for the year
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.element,
    typed.line,
    typed.child_number,
    typed.referral_number,
    typed.plan_number,
    typed.started_on,
    typed.ended_on,
    typed.initial_category_of_abuse,
    typed.latest_category_of_abuse,
    typed.number_of_previous_plans
FROM raw.typed_cin_child_protection_plans AS typed
WHERE
    -- A finding may set a record aside, and with it what stands in it; it stays in raw and in the quality report. A return
    -- that cannot be used has every record set aside: the authority is estimated, not half counted.
    NOT EXISTS (
        SELECT 1
        FROM raw.set_aside AS aside
        WHERE aside.file_id = typed.file_id AND aside.record = typed.element
    )
