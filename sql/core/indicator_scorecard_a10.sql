-- One row per child considered for A10: as A1, but to moving in with the foster carers where it is they who adopted.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: adoption scorecards, A10 (A1 adjusted for adoptions by foster carers)
-- counted: Children adopted in the year; the numerator is days from the start of care to the first day with the foster
--   carers who adopted the child, or, with other adopters, to the first day placed for adoption.
-- not counted: Children whose start of care the returns do not tell, and children never placed for adoption by others.
SELECT
    'scorecard_a10' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(coalesce(days_until_moved_in, 0) AS BIGINT) AS numerator,
    CAST(CASE WHEN days_until_moved_in IS NULL THEN 0 ELSE 1 END AS BIGINT) AS denominator,
    days_until_moved_in IS NOT NULL AS is_counted,
    CASE
        WHEN NOT is_start_known THEN 'start of care is not in the returns given'
        WHEN days_until_moved_in IS NULL THEN 'not placed for adoption (A3 to A6) in the returns given'
        WHEN is_by_foster_carer THEN 'adopted by foster carers: days until moving in with them'
        ELSE 'adopted by others: days until placed for adoption'
    END AS reason,
    facts || '; ' || facts_of_moving_in AS facts
FROM core.indicator_times_to_adoption
UNION ALL
SELECT 'scorecard_a10', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_adopted
