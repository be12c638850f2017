-- An episode, those of the same child before and after it, and what else is said of the child.
-- record: episodes
-- previous_*: episodes.*
-- next_*: episodes.*
-- two_before_*: episodes.*
-- place_in_order: episodes
-- is_last: episodes
-- first_adopted_at: episodes
-- run_days: episodes.legal_status episodes.episode_started_on episodes.episode_ceased_on
-- days: episodes.episode_started_on episodes.episode_ceased_on
-- has_short_breaks_v3: episodes.legal_status
-- has_short_breaks_v4: episodes.legal_status
-- days_of_short_breaks: episodes.legal_status episodes.episode_started_on episodes.episode_ceased_on
-- stays_of_carers_holiday: episodes.placement
-- placed_for_adoption_on: episodes.placement episodes.episode_started_on
-- born_on: header.date_of_birth
-- plan_decided_on: ad1.decided_on
-- matched_on: ad1.matched_on
-- adopted_by_foster_carer: ad1.adopted_by_foster_carer
-- decisions: placed_adoption
-- has_undated_decision: placed_adoption.decided_on
-- has_standing_decision: placed_adoption.decision_ceased_on placed_adoption.reason_decision_ceased
-- latest_decided_on: placed_adoption.decided_on
-- has_permanence_record: previous_permanence
-- has_oc2_record: oc2
-- is_looked_after_12_months: episodes
WITH numbered AS (
    SELECT
        episodes.*,
        row_number() OVER history AS place_in_order,
        lead(line) OVER history IS NULL AS is_last,
        lag(episode_started_on) OVER history AS previous_episode_started_on,
        lag(episode_ceased_on) OVER history AS previous_episode_ceased_on,
        lag(reason_episode_ceased) OVER history AS previous_reason_episode_ceased,
        lag(legal_status) OVER history AS previous_legal_status,
        lag(category_of_need) OVER history AS previous_category_of_need,
        lag(placement) OVER history AS previous_placement,
        lag(placement_provider) OVER history AS previous_placement_provider,
        lag(placement_postcode) OVER history AS previous_placement_postcode,
        lag(placement_urn) OVER history AS previous_placement_urn,
        lag(placement, 2) OVER history AS two_before_placement,
        lag(placement_postcode, 2) OVER history AS two_before_placement_postcode,
        lead(episode_started_on) OVER history AS next_episode_started_on,
        lead(reason_for_new_episode) OVER history AS next_reason_for_new_episode,
        lead(placement) OVER history AS next_placement
    FROM raw.checked_episodes AS episodes
    WINDOW history AS (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'),
            CASE WHEN reason_for_new_episode = 'S' THEN 0 ELSE 1 END, file_id, line
    )
),
runs AS (
    SELECT
        numbered.*,
        sum(
            CASE WHEN legal_status = previous_legal_status AND previous_episode_ceased_on = episode_started_on THEN 0
                ELSE 1 END
        ) OVER (PARTITION BY collection_year, la_code, child_id ORDER BY place_in_order) AS run,
        min(CASE WHEN reason_episode_ceased IN ('E11', 'E12') THEN place_in_order END) OVER (
            PARTITION BY collection_year, la_code, child_id
        ) AS first_adopted_at
    FROM numbered
),
spans AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        run,
        date_diff('day', min(episode_started_on), max(coalesce(episode_ceased_on, year_ended_on))) AS run_days
    FROM runs
    GROUP BY collection_year, la_code, child_id, run
)
SELECT
    runs.*,
    date_diff('day', runs.episode_started_on, coalesce(runs.episode_ceased_on, runs.year_ended_on)) AS days,
    spans.run_days,
    care.has_short_breaks_v3,
    care.has_short_breaks_v4,
    care.days_of_short_breaks,
    care.stays_of_carers_holiday,
    care.placed_for_adoption_on,
    header.date_of_birth AS born_on,
    ad1.decided_on AS plan_decided_on,
    ad1.matched_on,
    ad1.adopted_by_foster_carer,
    coalesce(decisions.decisions, 0) AS decisions,
    coalesce(decisions.has_undated_decision, FALSE) AS has_undated_decision,
    coalesce(decisions.has_standing_decision, FALSE) AS has_standing_decision,
    decisions.latest_decided_on,
    permanence.child_id IS NOT NULL AS has_permanence_record,
    oc2.child_id IS NOT NULL AS has_oc2_record,
    cohort.child_id IS NOT NULL AS is_looked_after_12_months
FROM runs
LEFT JOIN spans
    ON spans.collection_year = runs.collection_year
    AND spans.la_code = runs.la_code
    AND spans.child_id = runs.child_id
    AND spans.run = runs.run
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = runs.collection_year AND care.la_code = runs.la_code AND care.child_id = runs.child_id
LEFT JOIN raw.joined_decisions_of_child AS decisions
    ON decisions.collection_year = runs.collection_year
    AND decisions.la_code = runs.la_code
    AND decisions.child_id = runs.child_id
LEFT JOIN raw.joined_looked_after_12_months AS cohort
    ON cohort.collection_year = runs.collection_year
    AND cohort.la_code = runs.la_code
    AND cohort.child_id = runs.child_id
LEFT JOIN raw.checked_header AS header
    ON header.collection_year = runs.collection_year
    AND header.la_code = runs.la_code
    AND header.child_id = runs.child_id
LEFT JOIN raw.checked_ad1 AS ad1
    ON ad1.collection_year = runs.collection_year AND ad1.la_code = runs.la_code AND ad1.child_id = runs.child_id
LEFT JOIN raw.checked_previous_permanence AS permanence
    ON permanence.collection_year = runs.collection_year
    AND permanence.la_code = runs.la_code
    AND permanence.child_id = runs.child_id
LEFT JOIN raw.checked_oc2 AS oc2
    ON oc2.collection_year = runs.collection_year AND oc2.la_code = runs.la_code AND oc2.child_id = runs.child_id
