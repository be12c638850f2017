-- One row per special guardian of a child with an order made in the year so far: both guardians of a child are counted.
-- grain: collection_year, la_code, child_id, guardian
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: age of special guardian, where both are counted
-- counted: Guardians by their age when the order was made, the first of a child also without an age.
-- not counted: A second guardian without an age, since most orders have one guardian.
WITH guardians AS (
    SELECT collection_year, la_code, child_id, file_id, line, 1 AS guardian, first_guardian_age AS age
    FROM core.special_guardianship_orders_in_year
    UNION ALL
    SELECT collection_year, la_code, child_id, file_id, line, 2, second_guardian_age
    FROM core.special_guardianship_orders_in_year
    WHERE second_guardian_age IS NOT NULL
)

SELECT
    collection_year,
    la_code,
    child_id,
    guardian,
    file_id,
    line,
    CASE
        WHEN age < 20 THEN 'guardian_18_to_19'
        WHEN age < 30 THEN 'guardian_20_to_29'
        WHEN age < 40 THEN 'guardian_30_to_39'
        WHEN age < 50 THEN 'guardian_40_to_49'
        WHEN age < 60 THEN 'guardian_50_to_59'
        WHEN age >= 60 THEN 'guardian_60_and_over'
        ELSE 'guardian_age_not_known'
    END AS age_of_guardian
FROM guardians
