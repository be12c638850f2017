-- One row per child protection plan on 31 March that had been open for three months: was it reviewed in time?
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, table D6; plans whose early reviews are not in any return: First Release
--   decision
-- counted: Plans on 31 March that started three calendar months before or earlier. In time means a first review within
--   three months of the start, each later one within six months of the one before, and none overdue on 31 March; a
--   review on the last day is in time, none at all is not. A plan whose first review fell due before the year and of
--   which no review before the year is known is taken to have been reviewed on the day before the year began.
-- not counted: Plans open for less than three months, which need no review yet.
WITH plans AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        started_on
    FROM core.child_protection_plans_on_31_march
    WHERE started_on + INTERVAL 3 MONTH <= year_ends_on(collection_year)
),

reviews AS (
    SELECT plan.collection_year, plan.la_code, plan.child_id, plan.started_on, review.reviewed_on
    FROM plans AS plan
    INNER JOIN core.child_protection_plan_reviews AS review
        ON
            review.collection_year = plan.collection_year
            AND review.la_code = plan.la_code
            AND review.child_id = plan.child_id
            AND review.started_on = plan.started_on
),

reviewed_before_year AS (
    SELECT DISTINCT collection_year, la_code, child_id, started_on
    FROM reviews
    WHERE reviewed_on < year_begins_on(collection_year)
),

-- The plan's days that begin or end an interval, each with the day until which the next review had to be held.
steps AS (
    SELECT
        plan.collection_year,
        plan.la_code,
        plan.child_id,
        plan.started_on,
        CASE
            WHEN plan.started_on + INTERVAL 3 MONTH < year_begins_on(plan.collection_year) AND known.child_id IS NULL
                THEN year_begins_on(plan.collection_year) - 1
            ELSE plan.started_on
        END AS step_on,
        CASE
            WHEN plan.started_on + INTERVAL 3 MONTH < year_begins_on(plan.collection_year) AND known.child_id IS NULL
                THEN 6
            ELSE 3
        END AS months_until_next
    FROM plans AS plan
    LEFT JOIN reviewed_before_year AS known
        ON
            known.collection_year = plan.collection_year
            AND known.la_code = plan.la_code
            AND known.child_id = plan.child_id
            AND known.started_on = plan.started_on
    UNION ALL
    SELECT collection_year, la_code, child_id, started_on, reviewed_on AS step_on, 6 AS months_until_next
    FROM reviews
),

intervals AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        started_on,
        CASE
            WHEN months_until_next = 3 THEN step_on + INTERVAL 3 MONTH
            ELSE step_on + INTERVAL 6 MONTH
        END AS next_due_on,
        months_until_next = 3 AS is_first,
        lead(step_on) OVER (
            PARTITION BY collection_year, la_code, child_id, started_on ORDER BY step_on, months_until_next
        ) AS next_on
    FROM steps
),

late AS (
    SELECT DISTINCT collection_year, la_code, child_id, started_on
    FROM intervals
    WHERE coalesce(next_on, year_ends_on(collection_year)) > next_due_on OR (is_first AND next_on IS NULL)
)

SELECT
    plan.collection_year,
    plan.la_code,
    plan.child_id,
    plan.file_id,
    plan.line,
    plan.started_on,
    CASE WHEN late.child_id IS NULL THEN 'reviewed_in_time' ELSE 'not_reviewed_in_time' END
        AS reviewed_within_timescales
FROM plans AS plan
LEFT JOIN late
    ON
        late.collection_year = plan.collection_year
        AND late.la_code = plan.la_code
        AND late.child_id = plan.child_id
        AND late.started_on = plan.started_on
