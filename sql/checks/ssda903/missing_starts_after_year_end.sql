-- Missing incidents that begin after 31 March of the collection year.
-- rule: missing_starts_after_year_end
-- record: missing
-- field: MIS_START
-- severity: error
-- effect: set aside
-- message: The incident starts after the 31 March that ends the collection year. Leave it for next year, or correct MIS_START.
SELECT file_id, line
FROM raw.checked_missing
WHERE missing_from > year_ended_on
