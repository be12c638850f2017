-- Missing incidents that end after 31 March of the collection year.
-- rule: missing_ends_after_year_end
-- record: missing
-- field: MIS_END
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The incident ends after the 31 March that ends the collection year. Leave MIS_END blank, or correct it.
SELECT file_id, line
FROM raw.checked_missing
WHERE missing_until > year_ended_on
