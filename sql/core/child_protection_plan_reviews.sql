-- One row per day on which a child protection plan was reviewed, as known at the end of a year.
-- grain: collection_year, la_code, child_id, started_on, reviewed_on
-- source: DfE specification of the children in need census, Reviews; reviews in earlier returns: First Release decision
-- counted: Reviews of a plan between its start and 31 March, in the return of the year or in earlier returns that have
--   the plan with the same start: the authority's, and where authorities merged or split those of the one before that
--   hold the child under the same identifier and birth date (core.cin_histories_of_children).
-- not counted: Reviews before the plan started or after it ended; a second one on the same day.
WITH sent AS (
    SELECT DISTINCT
        review.collection_year AS returned_in,
        review.la_code,
        child.child_id,
        plan.started_on,
        review.reviewed_on
    FROM staged.cin_reviews AS review
    INNER JOIN staged.cin_child_protection_plans AS plan
        ON
            plan.file_id = review.file_id
            AND plan.child_number = review.child_number
            AND plan.referral_number = review.referral_number
            AND plan.plan_number = review.plan_number
    INNER JOIN core.cin_children AS child
        ON child.file_id = review.file_id AND child.child_number = review.child_number
)

SELECT DISTINCT
    plan.collection_year,
    plan.la_code,
    plan.child_id,
    plan.started_on,
    sent.reviewed_on
FROM core.child_protection_plans AS plan
INNER JOIN core.cin_histories_of_children AS history
    ON
        history.collection_year = plan.collection_year
        AND history.la_code = plan.la_code
        AND history.child_id = plan.child_id
INNER JOIN sent
    ON
        sent.la_code = history.returned_by
        AND sent.child_id = history.child_id
        AND sent.started_on = plan.started_on
        AND sent.returned_in <= history.returned_until
WHERE sent.reviewed_on BETWEEN plan.started_on AND coalesce(plan.ended_on, year_ends_on(plan.collection_year))
