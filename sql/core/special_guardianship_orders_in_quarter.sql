-- One row per child with a special guardianship order made in a quarter, by the latest statement of its authority.
-- grain: collection_year, la_code, child_id
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: special guardianship orders
-- counted: Orders of a day of the quarter; the age of the child is that of the day of the order. A group of one is a child
--   without siblings in the group; ages of both guardians are kept, a first guardian without an age as unknown.
-- not counted: A second guardian without an age.
SELECT
    statements.collection_year,
    sent.la_code,
    sent.child_id,
    sent.file_id,
    sent.line,
    sent.first_guardian_age,
    sent.second_guardian_age,
    sent.sex,
    coalesce(age_group(completed_years(sent.date_of_birth, sent.order_made_on)), 'age_not_known') AS age_at_order,
    CASE WHEN coalesce(sent.is_disabled, FALSE) THEN 'disabled' ELSE 'not_disabled' END AS is_child_disabled,
    coalesce(lower(sent.ethnicity), 'ethnicity_not_known') AS ethnicity,
    CASE
        WHEN sent.siblings_in_group IS NULL THEN 'siblings_not_known'
        WHEN sent.siblings_in_group = 1 THEN 'no_siblings'
        WHEN sent.siblings_in_group >= 5 THEN 'siblings_5_or_more'
        ELSE 'siblings_' || sent.siblings_in_group
    END AS size_of_sibling_group,
    CASE sent.guardian_relationship
        WHEN '1' THEN 'grandparent'
        WHEN '2' THEN 'other_relative'
        WHEN '3' THEN 'friend'
        WHEN '4' THEN 'former_foster_carer'
        WHEN '5' THEN 'other_guardian'
        ELSE 'relationship_not_known'
    END AS guardian_relationship,
    CASE WHEN sent.had_adoption_decision THEN 'had_adoption_decision' ELSE 'no_adoption_decision' END
    AS earlier_adoption_decision,
    CASE WHEN sent.has_supervision_order THEN 'with_supervision_order' ELSE 'without_supervision_order' END
    AS supervision_order
FROM raw.statements AS statements
INNER JOIN staged.special_guardianship_orders AS sent
    ON sent.la_code = statements.la_code AND sent.collection_year = statements.stated_in
WHERE
    statements."return" = 'adoption_quarterly'
    AND sent.order_made_on BETWEEN quarter_begins_on(statements.collection_year)
    AND quarter_ends_on(statements.collection_year)
QUALIFY
    row_number() OVER (
        PARTITION BY statements.collection_year, sent.la_code, sent.child_id ORDER BY sent.file_id DESC, sent.line DESC
    ) = 1
