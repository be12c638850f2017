-- One row per child (or end of care of a child) considered for an indicator in a year, counted or not, and why.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: First Release decision: the one table from which cells and the lists of a preview are made
-- counted: All rows of the models core.indicator_<code>, one model for each indicator.
-- not counted: Attainment, which is supplied as figures without children.
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_placements_1
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_placements_2
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_placements_3
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_placements_4
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_adoption_1
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_adoption_2
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_adoption_3
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_leaving_care_2
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_leaving_care_3
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_leaving_care_4
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_scorecard_a1
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_scorecard_a2
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_scorecard_a3
UNION ALL
SELECT
    indicator,
    collection_year,
    la_code,
    child_id,
    event,
    numerator,
    denominator,
    is_counted,
    reason,
    facts
FROM core.indicator_scorecard_a10
