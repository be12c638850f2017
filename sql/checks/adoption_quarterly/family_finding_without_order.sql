-- Family finding of children without a placement order or who are placed.
-- rule: family_finding_without_order
-- record: adoption_children
-- field: FAMILY_FINDING
-- severity: query
-- effect: kept
-- message: FAMILY_FINDING is of children with a placement order who are not placed. Check it, PLACEMENT_ORDER_ON and PLACED_ON.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE family_finding IS NOT NULL AND (placement_order_on IS NULL OR (moved_in_on IS NOT NULL AND disrupted_on IS NULL))
