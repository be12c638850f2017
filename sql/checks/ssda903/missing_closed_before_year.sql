-- Missing incidents that ended before the collection year; kept, not counted.
-- rule: missing_closed_before_year
-- record: missing
-- field: MIS_END
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The incident ended before the 1 April that begins the collection year, so it is not counted. Check MIS_END.
SELECT file_id, line
FROM raw.checked_missing
WHERE missing_until < year_started_on
