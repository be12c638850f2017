-- Special guardianship orders before the child was born.
-- rule: order_before_birth
-- record: special_guardianship_orders
-- field: SGO_ON
-- severity: error
-- effect: kept
-- message: The order was made before the child was born. Correct SGO_ON or BIRTH_DATE.
SELECT file_id, line
FROM raw.checked_special_guardianship_orders
WHERE order_made_on < date_of_birth
