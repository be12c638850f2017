-- Placed for adoption under a placement order without that order; children freed for adoption were under 18 until 2022.
-- rule: placement_for_adoption_without_order
-- record: episodes
-- field: LS
-- severity: query
-- effect: kept
-- message: Placements A5 and A6 rest on a placement order, but LS is not E1. Check PLACE and LS.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement IN ('A5', 'A6') AND legal_status <> 'E1'
    AND NOT (legal_status = 'D1' AND year_ended_on < DATE '2023-03-31')
