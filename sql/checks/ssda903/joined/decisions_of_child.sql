-- A child with a decision that it should be placed for adoption, and what its decisions come to.
SELECT
    collection_year,
    la_code,
    child_id,
    count(*) AS decisions,
    max(decided_on) AS latest_decided_on,
    coalesce(bool_or(decided_on IS NULL), FALSE) AS has_undated_decision,
    coalesce(bool_and(decision_ceased_on IS NOT NULL), FALSE) AS all_decisions_ceased,
    coalesce(bool_or(decision_ceased_on IS NULL OR reason_decision_ceased IS NULL), FALSE) AS has_standing_decision
FROM raw.checked_placed_adoption
GROUP BY collection_year, la_code, child_id
