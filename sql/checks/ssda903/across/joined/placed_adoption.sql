-- A decision that a child should be placed for adoption, and the last of the year before, where that year's are there.
-- record: placed_adoption
-- earlier_decided_on: placed_adoption.decided_on
-- earlier_ceased: placed_adoption.decision_ceased_on placed_adoption.reason_decision_ceased
-- is_earliest: placed_adoption.decided_on
WITH latest AS (
    SELECT collection_year, la_code, child_id,
        max(decided_on) AS decided_on,
        max_by(decision_ceased_on IS NOT NULL OR reason_decision_ceased IS NOT NULL, decided_on) AS has_ceased
    FROM raw.earlier_placed_adoption
    GROUP BY collection_year, la_code, child_id
)
SELECT
    decisions.*,
    latest.decided_on AS earlier_decided_on,
    coalesce(latest.has_ceased, FALSE) AS earlier_ceased,
    row_number() OVER (
        PARTITION BY decisions.collection_year, decisions.la_code, decisions.child_id
        ORDER BY decisions.decided_on, decisions.file_id, decisions.line
    ) = 1 AS is_earliest
FROM raw.checked_placed_adoption AS decisions
JOIN (SELECT DISTINCT collection_year, la_code FROM raw.earlier_placed_adoption) AS before
    ON before.collection_year = decisions.collection_year AND before.la_code = decisions.la_code
LEFT JOIN latest
    ON latest.collection_year = decisions.collection_year
    AND latest.la_code = decisions.la_code
    AND latest.child_id = decisions.child_id
