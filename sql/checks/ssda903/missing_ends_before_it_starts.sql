-- Missing incidents that end before they begin.
-- rule: missing_ends_before_it_starts
-- record: missing
-- field: MIS_END
-- severity: error
-- effect: set aside
-- message: The child is back before going missing. Correct MIS_START or MIS_END.
SELECT file_id, line
FROM raw.checked_missing
WHERE missing_until < missing_from
