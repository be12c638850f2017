-- Placement orders before the decision for adoption.
-- rule: placement_order_before_decision
-- record: adoption_children
-- field: PLACEMENT_ORDER_ON
-- severity: query
-- effect: kept
-- message: The placement order is from before the decision for adoption. Check PLACEMENT_ORDER_ON and ADM_DECISION_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE placement_order_on < decided_on
