-- Children of 18 or over when the adoption order was made, or still to be placed.
-- rule: child_to_be_placed_is_18
-- record: adoption_children
-- field: BIRTH_DATE
-- severity: error
-- effect: kept
-- message: Nobody of 18 or over is placed for adoption. Correct BIRTH_DATE, or leave the child out.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE date_of_birth + INTERVAL 18 YEAR <= coalesce(adopted_on, reversed_on, year_ended_on)
