-- Decisions for adoption before the child was born.
-- rule: adoption_decided_before_birth
-- record: placed_adoption
-- field: DATE_PLACED
-- severity: error
-- effect: kept
-- message: Adoption was decided before the child was born. Correct DATE_PLACED or DOB.
SELECT file_id, line
FROM raw.checked_placed_adoption
WHERE decided_on < date_of_birth
