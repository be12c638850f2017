-- Placed for adoption under a placement order without that order.
-- rule: placement_for_adoption_without_order
-- record: episodes
-- field: LS
-- severity: query
-- effect: kept
-- message: Placements A5 and A6 rest on a placement or freeing order, but LS is neither E1 nor D1. Check PLACE and LS.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement IN ('A5', 'A6') AND legal_status NOT IN ('E1', 'D1')
