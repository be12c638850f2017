-- One row per child with a special guardianship order made in a financial year up to the end of a quarter.
-- grain: collection_year, la_code, child_id
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: special guardianship orders, Q1 to Q4
-- counted: The orders of the quarter and of the earlier quarters of its year, by the latest statement.
-- not counted: An order of a child that has another in the year, beside the later one.
SELECT
    later.collection_year,
    made.collection_year AS made_in,
    made.la_code,
    made.child_id,
    made.file_id,
    made.line,
    made.sex,
    made.age_at_order,
    made.is_child_disabled,
    made.ethnicity,
    made.size_of_sibling_group,
    made.guardian_relationship,
    made.earlier_adoption_decision,
    made.supervision_order
FROM core.special_guardianship_orders_in_quarter AS made
INNER JOIN raw.statements AS later
    ON
        later.la_code = made.la_code
        AND later.collection_year // 10 = made.collection_year // 10
        AND made.collection_year <= later.collection_year
WHERE later."return" = 'adoption_quarterly'
QUALIFY
    row_number() OVER (
        PARTITION BY later.collection_year, made.la_code, made.child_id ORDER BY made.collection_year DESC
    ) = 1
