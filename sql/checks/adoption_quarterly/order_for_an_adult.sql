-- Special guardianship orders for young people of 18 or over.
-- rule: order_for_an_adult
-- record: special_guardianship_orders
-- field: SGO_ON
-- severity: error
-- effect: kept
-- message: Nobody of 18 or over has a special guardianship order. Correct SGO_ON or BIRTH_DATE.
SELECT file_id, line
FROM raw.checked_special_guardianship_orders
WHERE date_of_birth + INTERVAL 18 YEAR <= order_made_on
