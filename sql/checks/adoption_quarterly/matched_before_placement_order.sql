-- Matches before the placement order.
-- rule: matched_before_placement_order
-- record: adoption_children
-- field: MATCHED_ON
-- severity: query
-- effect: kept
-- message: The child was matched before the placement order. Check MATCHED_ON and PLACEMENT_ORDER_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE matched_on < placement_order_on AND NOT coalesce(is_by_foster_carer, FALSE)
