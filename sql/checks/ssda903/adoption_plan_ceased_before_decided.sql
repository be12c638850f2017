-- Plans for adoption that end before they begin.
-- rule: adoption_plan_ceased_before_decided
-- record: placed_adoption
-- field: DATE_PLACED_CEASED
-- severity: error
-- effect: kept
-- message: The plan for adoption ceases before it was decided. Correct DATE_PLACED or DATE_PLACED_CEASED.
SELECT file_id, line
FROM raw.checked_placed_adoption
WHERE decision_ceased_on < decided_on
