-- One row per child looked after in the year for whom adoption was still the plan in it: what came of the decision.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E4; the order of the
--   outcomes and which decision of several is used: First Release decision
-- parts: by authority
-- counted: Children looked after during the year with a decision that they should be placed for adoption, made by 31
--   March in the year or before and not ended before 1 April. Of several the latest; a reversal counts in its year.
-- not counted: Decisions without a date; decisions reversed before the year; children adopted without such a record.
WITH latest_decision AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        decided_on,
        CASE WHEN decision_ceased_on <= year_ends_on(collection_year) THEN decision_ceased_on END AS reversed_on,
        reason_decision_ceased
    FROM staged.placed_adoption
    WHERE
        decided_on <= year_ends_on(collection_year)
        AND coalesce(decision_ceased_on >= year_begins_on(collection_year), TRUE)
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY decided_on DESC, decision_ceased_on DESC NULLS FIRST, file_id, line
        ) = 1
),

described AS (
    SELECT
        decision.collection_year,
        decision.la_code,
        decision.child_id,
        looked_after.file_id,
        looked_after.line,
        looked_after.sex,
        looked_after.ethnicity,
        child.date_of_birth,
        present.age_group,
        decision.decided_on,
        decision.reversed_on,
        decision.reason_decision_ceased,
        CASE
            WHEN ceased.reason_episode_ceased IN ('e11', 'e12') THEN 'adopted'
            WHEN present.child_id IS NOT NULL AND decision.reversed_on IS NOT NULL THEN 'decision_reversed_on_31_march'
            WHEN present.placement_code IN ('a3', 'a4', 'a5', 'a6') THEN 'placed_for_adoption_on_31_march'
            -- A freeing order was what placement orders replaced.
            WHEN present.legal_status IN ('e1', 'd1') THEN 'waiting_with_placement_order'
            WHEN present.child_id IS NOT NULL THEN 'waiting_without_placement_order'
            WHEN ceased.child_id IS NOT NULL AND decision.reversed_on IS NOT NULL THEN 'ceased_decision_reversed'
            WHEN ceased.child_id IS NOT NULL THEN 'ceased_decision_not_reversed'
            ELSE 'outcome_not_known'
        END AS outcome_of_decision
    FROM latest_decision AS decision
    INNER JOIN core.looked_after_during_year AS looked_after
        ON
            looked_after.collection_year = decision.collection_year
            AND looked_after.la_code = decision.la_code
            AND looked_after.child_id = decision.child_id
    INNER JOIN core.children AS child
        ON
            child.collection_year = decision.collection_year
            AND child.la_code = decision.la_code
            AND child.child_id = decision.child_id
    LEFT JOIN core.looked_after_on_31_march AS present
        ON
            present.collection_year = decision.collection_year
            AND present.la_code = decision.la_code
            AND present.child_id = decision.child_id
    LEFT JOIN core.ceased_during_year AS ceased
        ON
            ceased.collection_year = decision.collection_year
            AND ceased.la_code = decision.la_code
            AND ceased.child_id = decision.child_id
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    ethnicity,
    age_group,
    decided_on,
    outcome_of_decision,
    outcome_of_decision IN ('decision_reversed_on_31_march', 'ceased_decision_reversed') AS is_reversed,
    outcome_of_decision = 'waiting_with_placement_order' AS is_waiting_with_placement_order,
    CASE
        WHEN decided_on >= year_begins_on(collection_year) THEN 'made_in_year'
        ELSE 'made_before_year'
    END AS decision_made,
    coalesce(lower(reason_decision_ceased), 'reason_decision_ceased_not_known') AS reason_decision_ceased,
    age_group(completed_years(date_of_birth, reversed_on)) AS age_at_reversal,
    duration_of_decision(decided_on, reversed_on) AS duration_of_decision,
    duration_of_decision(decided_on, year_ends_on(collection_year)) AS time_since_decision
FROM described
