-- One row per child considered for A3: waited less than the threshold between entering care and moving in.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: adoption scorecards, A3; thresholds: reference.indicator_thresholds; that only children adopted are counted:
--   First Release decision
-- counted: Children adopted in the year; in the numerator those placed for adoption with the adopters fewer days after
--   the start of care than the threshold of the year.
-- not counted: Children whose start of care the returns do not tell, and children never placed for adoption. Children
--   still waiting.
WITH waited AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        child.is_start_known,
        child.days_until_placed,
        threshold.days AS threshold_days,
        child.days_until_placed IS NOT NULL AND threshold.days IS NOT NULL AS is_counted,
        child.facts
    FROM core.indicator_times_to_adoption AS child
    LEFT JOIN reference.indicator_thresholds AS threshold
        ON threshold.indicator = 'scorecard_a3' AND threshold.collection_year = child.collection_year
)

SELECT
    'scorecard_a3' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN days_until_placed < threshold_days THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(CASE WHEN is_counted THEN 1 ELSE 0 END AS BIGINT) AS denominator,
    is_counted,
    CASE
        WHEN NOT is_start_known THEN 'start of care is not in the returns given'
        WHEN days_until_placed IS NULL THEN 'not placed for adoption (A3 to A6) in the returns given'
        WHEN threshold_days IS NULL THEN 'no threshold is known for the year'
        WHEN days_until_placed < threshold_days THEN 'waited less than the threshold'
        ELSE 'waited the threshold or longer'
    END AS reason,
    facts || '; threshold ' || coalesce(CAST(threshold_days AS VARCHAR), 'not known') || ' days' AS facts
FROM waited
UNION ALL
SELECT 'scorecard_a3', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_adopted
