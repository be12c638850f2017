-- One row per record sent that can be used: an assessment; kind is single, or in 2014 also initial or core.
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
    typed.assessment_number,
    typed.kind,
    typed.started_on,
    typed.internal_review_on,
    typed.authorised_on,
    typed.was_child_seen_by_social_worker
FROM raw.typed_cin_assessments AS typed
WHERE
    -- A finding may set a record aside, and with it what stands in it; it stays in raw and in the quality report. A return
    -- that cannot be used has every record set aside: the authority is estimated, not half counted.
    NOT EXISTS (
        SELECT 1
        FROM raw.set_aside AS aside
        WHERE aside.file_id = typed.file_id AND aside.record = typed.element
    )
