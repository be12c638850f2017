-- Exclusions that do not begin in the academic year.
-- rule: exclusion_outside_year
-- record: exclusions
-- field: STARTDATE
-- severity: query
-- effect: kept
-- message: The exclusion begins before or after the academic year whose file it is in, and is counted in that year. Check STARTDATE.
SELECT file_id, line
FROM raw.checked_exclusions
WHERE started_on NOT BETWEEN make_date(collection_year - 1, 8, 1) AND make_date(collection_year, 8, 31)
