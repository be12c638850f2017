-- One row per child considered for Adoption 3: placed within 12 months of the decision for adoption.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Adoption 3; as in table E2; 12 months as fewer than
--   365 days: First Release decision
-- counted: Children adopted in the year; in the numerator those placed for adoption fewer than 365 days after the
--   decision that they should be.
-- not counted: In the numerator, children of whom one of the two dates is not known or who were placed before the
--   decision.
SELECT
    'adoption_3' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN placed_within_12_months = 'placed_within_12_months' THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(1 AS BIGINT) AS denominator,
    TRUE AS is_counted,
    CASE
        WHEN placed_within_12_months = 'placed_within_12_months' THEN 'placed within 12 months of the decision'
        WHEN decided_on IS NULL THEN 'date of the decision not known'
        WHEN placed_on IS NULL THEN 'not placed for adoption (A3 to A6) in the returns given'
        WHEN placed_on < decided_on THEN 'placed before the decision'
        ELSE 'placed 12 months or more after the decision'
    END AS reason,
    'DATE_INT ' || coalesce(CAST(decided_on AS VARCHAR), 'not given') || '; placed for adoption '
    || coalesce(CAST(placed_on AS VARCHAR), 'not known') AS facts
FROM core.adopted_during_year
UNION ALL
SELECT 'adoption_3', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_adopted
