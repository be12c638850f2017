-- One row per child considered for A2: days from the court's authority to the match with a family.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: adoption scorecards, A2; zero when matched before the order: DfE's adoption scorecard, as told by LG Inform
-- counted: Children adopted in the year; the numerator is days from the first placement or freeing order (E1, D1) of the
--   period of care to the day of the match, 0 when the match came first.
-- not counted: Children without such an order, without a date of the match, or never placed for adoption.
SELECT
    'scorecard_a2' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(coalesce(days_until_matched, 0) AS BIGINT) AS numerator,
    CAST(CASE WHEN days_until_matched IS NULL THEN 0 ELSE 1 END AS BIGINT) AS denominator,
    days_until_matched IS NOT NULL AS is_counted,
    CASE
        WHEN NOT has_order THEN 'no placement or freeing order (E1, D1)'
        WHEN NOT is_matched THEN 'date of the match not known'
        WHEN NOT is_placed THEN 'not placed for adoption (A3 to A6) in the returns given'
        WHEN days_until_matched IS NULL THEN 'date of the order is not in the returns given'
        WHEN is_matched_before_order THEN 'matched before the order: 0 days'
        ELSE 'adopted: days from the order to the match'
    END AS reason,
    facts_of_match AS facts
FROM core.indicator_times_to_adoption
UNION ALL
SELECT 'scorecard_a2', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_adopted
