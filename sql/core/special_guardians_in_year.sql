-- One row per special guardian of a child with an order made in the year so far: those of the order that counts for the child.
-- grain: collection_year, la_code, child_id, guardian
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: age of special guardian, where both are counted
-- counted: Guardians of a quarter whose order counts in the year so far.
-- not counted: Guardians of an order of a child that has another, later one in the year.
SELECT
    made.collection_year,
    guardian.la_code,
    guardian.child_id,
    guardian.guardian,
    guardian.file_id,
    guardian.line,
    guardian.age_of_guardian
FROM core.special_guardianship_orders_in_year AS made
INNER JOIN core.special_guardians_in_quarter AS guardian
    ON
        guardian.la_code = made.la_code
        AND guardian.child_id = made.child_id
        AND guardian.collection_year = made.made_in
