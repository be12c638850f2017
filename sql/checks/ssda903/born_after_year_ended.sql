-- Children born after 31 March of the collection year.
-- rule: born_after_year_ended
-- record: header
-- field: DOB
-- severity: error
-- effect: kept
-- message: The child was born after the 31 March that ends the collection year. Correct DOB.
SELECT file_id, line
FROM raw.checked_header
WHERE date_of_birth > year_ended_on
