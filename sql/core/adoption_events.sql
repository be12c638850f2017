-- One row per child and stage of adoption that it reached in a quarter: decision, placement order, match, placement, adoption
-- order, or a decision that it should no longer be placed.
-- grain: collection_year, la_code, child_id, adoption_event
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: progress through the adoption process
-- counted: Events on a day of the quarter, by the latest statement. How the child was placed, and which days are known, is
--   told of the events that it is of.
-- not counted: Events on a day after the quarter that the return is of.
SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.file_id,
    child.line,
    child.age_of_child,
    child.sex,
    child.ethnic_minority,
    child.is_child_disabled,
    child.sibling_group,
    child.harder_to_place,
    event.adoption_event,
    CASE WHEN event.adoption_event = 'placed' THEN child.adoption_provider ELSE 'of_another_event' END
    AS adoption_provider,
    CASE WHEN event.adoption_event = 'placed' THEN child.early_permanence ELSE 'of_another_event' END
    AS early_permanence,
    CASE
        WHEN event.adoption_event <> 'adopted' THEN 'of_another_event'
        WHEN child.days_from_care_to_moving_in IS NULL THEN 'moving_in_not_known'
        ELSE 'moving_in_known'
    END AS time_to_moving_in,
    CASE
        WHEN event.adoption_event <> 'adopted' THEN 'of_another_event'
        WHEN child.days_from_order_to_match IS NULL THEN 'match_not_known'
        ELSE 'match_known'
    END AS time_to_match,
    CASE WHEN event.adoption_event = 'adopted' THEN child.days_from_care_to_moving_in END AS days_from_care_to_moving_in,
    CASE WHEN event.adoption_event = 'adopted' THEN child.days_from_order_to_match END AS days_from_order_to_match
FROM core.children_for_adoption AS child
INNER JOIN (
    SELECT collection_year, la_code, child_id, 'decision' AS adoption_event, decided_on AS happened_on
    FROM core.children_for_adoption
    UNION ALL
    SELECT collection_year, la_code, child_id, 'placement_order', placement_order_on FROM core.children_for_adoption
    UNION ALL
    SELECT collection_year, la_code, child_id, 'matched', matched_on FROM core.children_for_adoption
    UNION ALL
    SELECT collection_year, la_code, child_id, 'placed', placed_on FROM core.children_for_adoption
    UNION ALL
    SELECT collection_year, la_code, child_id, 'adopted', adopted_on FROM core.children_for_adoption
    UNION ALL
    SELECT collection_year, la_code, child_id, 'no_longer', reversed_on FROM core.children_for_adoption
) AS event
    ON
        event.collection_year = child.collection_year
        AND event.la_code = child.la_code
        AND event.child_id = child.child_id
WHERE event.happened_on BETWEEN child.quarter_began_on AND child.quarter_ended_on
