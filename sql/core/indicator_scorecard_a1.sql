-- One row per child considered for A1: days from entering care to being placed with the adoptive family.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: adoption scorecards, A1; its end is the day the placement became one for adoption: focus group on the SSDA903
--   return, July 2014
-- counted: Children adopted in the year; the numerator is days from the start of care to the first day placed for
--   adoption (A3 to A6) with the adopters, also when these were the foster carers before.
-- not counted: Children whose start of care the returns do not tell, and children never placed for adoption.
SELECT
    'scorecard_a1' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(coalesce(days_until_placed, 0) AS BIGINT) AS numerator,
    CAST(CASE WHEN days_until_placed IS NULL THEN 0 ELSE 1 END AS BIGINT) AS denominator,
    days_until_placed IS NOT NULL AS is_counted,
    CASE
        WHEN NOT is_start_known THEN 'start of care is not in the returns given'
        WHEN NOT is_placed THEN 'not placed for adoption (A3 to A6) in the returns given'
        ELSE 'adopted: days until placed for adoption'
    END AS reason,
    facts
FROM core.indicator_times_to_adoption
UNION ALL
SELECT 'scorecard_a1', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_adopted
