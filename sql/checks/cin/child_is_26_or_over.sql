-- People too old for the services that the census is about.
-- rule: child_is_26_or_over
-- record: children
-- field: PersonBirthDate
-- severity: query
-- effect: kept
-- message: The child was 26 or over when the year began. Check PersonBirthDate.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE date_of_birth <= year_started_on - INTERVAL 26 YEAR
