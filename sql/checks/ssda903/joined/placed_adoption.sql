-- A decision that a child should be placed for adoption, the one before it, and the child's episodes and adoption.
-- record: placed_adoption
-- previous_*: placed_adoption.*
-- is_latest: placed_adoption.decided_on
-- decisions: placed_adoption
-- all_decisions_ceased: placed_adoption.decision_ceased_on
-- has_episode: episodes
-- first_started_on: episodes.episode_started_on episodes.legal_status
-- earliest_start_of_care: episodes.episode_started_on episodes.reason_for_new_episode
-- latest_reason_ceased: episodes.reason_episode_ceased
-- latest_episode_ceased_on: episodes.episode_ceased_on
-- placement_order_on: episodes.episode_started_on episodes.legal_status
-- freed_on: episodes.episode_started_on episodes.legal_status
-- is_under_placement_order: episodes.episode_ceased_on episodes.legal_status
-- is_freed: episodes.episode_ceased_on episodes.legal_status
-- was_adopted: episodes.reason_episode_ceased
-- has_adoption_record: ad1
-- plan_decided_on: ad1.decided_on
SELECT
    placed_adoption.*,
    lag(placed_adoption.decided_on) OVER history AS previous_decided_on,
    lag(placed_adoption.decision_ceased_on) OVER history AS previous_decision_ceased_on,
    lead(placed_adoption.line) OVER history IS NULL AS is_latest,
    decisions.decisions,
    decisions.all_decisions_ceased,
    care.child_id IS NOT NULL AS has_episode,
    care.first_started_on,
    care.earliest_start_of_care,
    coalesce(care.latest_reason_ceased, '') AS latest_reason_ceased,
    care.latest_episode_ceased_on,
    care.placement_order_on,
    care.freed_on,
    coalesce(care.is_under_placement_order, FALSE) AS is_under_placement_order,
    coalesce(care.is_freed, FALSE) AS is_freed,
    coalesce(care.was_adopted, FALSE) AS was_adopted,
    ad1.child_id IS NOT NULL AS has_adoption_record,
    ad1.decided_on AS plan_decided_on
FROM raw.checked_placed_adoption AS placed_adoption
LEFT JOIN raw.joined_decisions_of_child AS decisions
    ON decisions.collection_year = placed_adoption.collection_year AND decisions.la_code = placed_adoption.la_code AND decisions.child_id = placed_adoption.child_id
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = placed_adoption.collection_year AND care.la_code = placed_adoption.la_code AND care.child_id = placed_adoption.child_id
LEFT JOIN raw.checked_ad1 AS ad1
    ON ad1.collection_year = placed_adoption.collection_year AND ad1.la_code = placed_adoption.la_code AND ad1.child_id = placed_adoption.child_id
WINDOW history AS (
    PARTITION BY placed_adoption.collection_year, placed_adoption.la_code, placed_adoption.child_id
    ORDER BY placed_adoption.decided_on, placed_adoption.file_id, placed_adoption.line
)
