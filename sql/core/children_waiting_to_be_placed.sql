-- One row per child waiting to be placed for adoption at the end of a quarter: decided, and not placed, adopted or reversed.
-- grain: collection_year, la_code, child_id
-- source: columns and notes of the agency-level workbook of adoption data, Q4 2022-23: children waiting
-- counted: Children of whom it was decided by the end of the quarter that they should be placed, and who by then were neither
--   placed nor adopted and whose decision was not reversed. A child whose placement was disrupted by then waits again, unless
--   the decision was reversed; a child placed early waits until it is matched. Over 90 days, 12 months and 18 months are
--   since the placement order, in calendar months; 18 months or more are also told since the child entered care.
-- not counted: Children with a placement order of a day after the end of the quarter, among those with one. Among those whose
--   entry into care is known: children who would have entered it after their placement order.
WITH waiting AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        sex,
        age_of_child,
        ethnic_minority,
        is_child_disabled,
        sibling_group,
        harder_to_place,
        family_finding,
        quarter_ended_on,
        CASE WHEN NOT coalesce(entered_care_on > placement_order_on, FALSE) THEN entered_care_on END AS entered_care_on,
        CASE WHEN placement_order_on <= quarter_ended_on THEN placement_order_on END AS placement_order_on
    FROM core.children_for_adoption
    WHERE
        decided_on <= quarter_ended_on
        AND coalesce(reversed_on > quarter_ended_on, TRUE)
        AND coalesce(adopted_on > quarter_ended_on, TRUE)
        AND (
            coalesce(placed_on > quarter_ended_on, TRUE)
            OR coalesce(placed_on <= disrupted_on AND disrupted_on <= quarter_ended_on, FALSE)
        )
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_of_child,
    ethnic_minority,
    is_child_disabled,
    sibling_group,
    harder_to_place,
    CASE
        WHEN placement_order_on IS NULL THEN 'without_placement_order'
        WHEN date_diff('day', placement_order_on, quarter_ended_on) <= 90 THEN 'order_up_to_90_days'
        WHEN placement_order_on + INTERVAL 12 MONTH >= quarter_ended_on THEN 'order_90_days_to_12_months'
        WHEN placement_order_on + INTERVAL 18 MONTH >= quarter_ended_on THEN 'order_12_to_18_months'
        ELSE 'order_over_18_months'
    END AS waiting_since_order,
    CASE
        WHEN entered_care_on IS NULL OR entered_care_on > quarter_ended_on THEN 'entry_into_care_not_known'
        WHEN entered_care_on + INTERVAL 18 MONTH <= quarter_ended_on THEN 'in_care_18_months'
        ELSE 'in_care_under_18_months'
    END AS waiting_since_care,
    CASE WHEN family_finding IS NULL THEN 'family_finding_not_given' ELSE 'family_finding_' || family_finding END
    AS family_finding,
    CASE WHEN entered_care_on <= quarter_ended_on THEN date_diff('day', entered_care_on, quarter_ended_on) END
    AS days_waiting_since_care
FROM waiting
