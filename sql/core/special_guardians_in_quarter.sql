-- One row per special guardian of a child with an order made in a quarter: both guardians of a child are counted.
-- grain: collection_year, la_code, child_id, guardian
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: age of special guardian, where both are counted
-- counted: Guardians by their age when the order was made, the first of a child also without an age.
-- not counted: A second guardian without an age, since most orders have one guardian.
SELECT
    collection_year,
    la_code,
    child_id,
    1 AS guardian,
    file_id,
    line,
    age_of_guardian(first_guardian_age) AS age_of_guardian
FROM core.special_guardianship_orders_in_quarter
UNION ALL
SELECT
    collection_year,
    la_code,
    child_id,
    2 AS guardian,
    file_id,
    line,
    age_of_guardian(second_guardian_age) AS age_of_guardian
FROM core.special_guardianship_orders_in_quarter
WHERE second_guardian_age IS NOT NULL
