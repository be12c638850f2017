-- Special guardianship orders after the end of the quarter.
-- rule: order_after_quarter
-- record: special_guardianship_orders
-- field: SGO_ON
-- severity: error
-- effect: kept
-- message: The order is from after the end of the quarter, and is not counted. Correct SGO_ON, or send it with the quarter that it is in.
SELECT file_id, line
FROM raw.checked_special_guardianship_orders
WHERE order_made_on > year_ended_on
