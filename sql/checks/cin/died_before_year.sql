-- Children who died before the year began.
-- rule: died_before_year
-- record: children
-- field: PersonDeathDate
-- severity: query
-- effect: kept
-- message: PersonDeathDate is before 1 April, so the child does not belong to this census. Check the date.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE died_on < year_started_on
