-- One row per child adopted from an authority's care during the year: the child, the adopters and the dates on the way.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables E1, E2 and E3; which of
--   several records is used and which dates are in order: First Release decision
-- parts: by authority
-- counted: Children who ceased to be looked after in the year and whose last ceasing was by adoption (E11, E12). Placed
--   is the first day placed for adoption (A3 to A6) within the last placement: one that broke down is another
--   placement. Placed within 12 months: fewer than 365 days after the decision. Moved in is the first day of the last
--   placement: with foster carers who adopt, before the child was placed for adoption.
-- not counted: Adoptions of children who were not looked after until then. In the times between stages: children of
--   whom a date is missing or before the one that it should follow.
WITH adopted AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        period_number,
        started_on,
        is_start_known,
        ceased_on,
        age,
        sex,
        age_on_ceasing,
        age_on_starting,
        age_known,
        reason_episode_ceased,
        category_of_need,
        ethnicity,
        legal_status,
        duration_of_period_of_care
    FROM core.ceased_during_year
    WHERE reason_episode_ceased IN ('e11', 'e12')
),

-- The last of several records is used: the reader keeps that one, and reports the others.
recorded AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        decided_on,
        matched_on,
        adopted_by_foster_carer,
        number_of_adopters,
        sex_of_adopters,
        legal_status_of_adopters
    FROM staged.ad1
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
),

last_placement AS (
    SELECT
        adopted.collection_year,
        adopted.la_code,
        adopted.child_id,
        adopted.period_number,
        max(placement.first_episode_number) AS first_episode_number,
        max_by(placement.started_on, placement.first_episode_number) AS started_on
    FROM adopted
    INNER JOIN core.placements AS placement
        ON
            placement.collection_year = adopted.collection_year
            AND placement.la_code = adopted.la_code
            AND placement.child_id = adopted.child_id
            AND placement.period_number = adopted.period_number
    GROUP BY adopted.collection_year, adopted.la_code, adopted.child_id, adopted.period_number
),

placed AS (
    SELECT
        placement.collection_year,
        placement.la_code,
        placement.child_id,
        min(episode.episode_started_on) AS placed_on,
        bool_or(episode.placement IN ('A3', 'A5')) AS is_with_foster_carer
    FROM last_placement AS placement
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = placement.collection_year
            AND episode.la_code = placement.la_code
            AND episode.child_id = placement.child_id
            AND NOT episode.is_short_term_series
            AND episode.period_number = placement.period_number
            AND episode.episode_number >= placement.first_episode_number
    WHERE
        episode.placement IN ('A3', 'A4', 'A5', 'A6')
        AND coalesce(episode.episode_ceased_on <> episode.episode_started_on, TRUE)
    GROUP BY placement.collection_year, placement.la_code, placement.child_id
),

described AS (
    SELECT
        adopted.collection_year,
        adopted.la_code,
        adopted.child_id,
        adopted.file_id,
        adopted.line,
        adopted.period_number,
        adopted.started_on,
        adopted.is_start_known,
        adopted.ceased_on,
        adopted.age,
        adopted.sex,
        adopted.age_on_ceasing,
        adopted.age_on_starting,
        adopted.age_known,
        adopted.reason_episode_ceased,
        adopted.category_of_need,
        adopted.ethnicity,
        adopted.legal_status,
        adopted.duration_of_period_of_care,
        recorded.decided_on,
        recorded.matched_on,
        placed.placed_on,
        last_placement.started_on AS moved_in_on,
        -- Where the adoption record does not say, the code of the placement does.
        coalesce(recorded.adopted_by_foster_carer, placed.is_with_foster_carer, FALSE) AS is_by_foster_carer,
        recorded.number_of_adopters,
        recorded.sex_of_adopters,
        recorded.legal_status_of_adopters,
        coalesce(
            adopted.started_on <= recorded.decided_on
            AND recorded.decided_on <= recorded.matched_on
            AND recorded.matched_on <= placed.placed_on
            AND placed.placed_on <= adopted.ceased_on,
            FALSE
        ) AS are_dates_known
    FROM adopted
    LEFT JOIN recorded
        ON
            recorded.collection_year = adopted.collection_year
            AND recorded.la_code = adopted.la_code
            AND recorded.child_id = adopted.child_id
    LEFT JOIN placed
        ON
            placed.collection_year = adopted.collection_year
            AND placed.la_code = adopted.la_code
            AND placed.child_id = adopted.child_id
    LEFT JOIN last_placement
        ON
            last_placement.collection_year = adopted.collection_year
            AND last_placement.la_code = adopted.la_code
            AND last_placement.child_id = adopted.child_id
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    period_number,
    started_on,
    is_start_known,
    decided_on,
    matched_on,
    placed_on,
    moved_in_on,
    is_by_foster_carer,
    ceased_on,
    age,
    sex,
    age_on_ceasing,
    age_on_starting,
    age_known,
    reason_episode_ceased,
    category_of_need,
    ethnicity,
    legal_status AS final_legal_status,
    duration_of_period_of_care,
    CASE
        WHEN number_of_adopters = 1 THEN '1_adopter'
        WHEN number_of_adopters = 2 THEN '2_adopters'
        ELSE 'number_of_adopters_not_known'
    END AS number_of_adopters,
    adopters(legal_status_of_adopters, sex_of_adopters) AS adopters,
    CASE
        WHEN decided_on <= placed_on AND date_diff('day', decided_on, placed_on) < 365 THEN 'placed_within_12_months'
        ELSE 'not_placed_within_12_months'
    END AS placed_within_12_months,
    CASE WHEN are_dates_known THEN 'adoption_dates_known' ELSE 'adoption_dates_not_known' END AS adoption_dates_known,
    CASE WHEN are_dates_known THEN date_diff('day', started_on, decided_on) END AS days_from_entry_to_decision,
    CASE WHEN are_dates_known THEN date_diff('day', decided_on, matched_on) END AS days_from_decision_to_match,
    CASE WHEN are_dates_known THEN date_diff('day', matched_on, placed_on) END AS days_from_match_to_placed,
    CASE WHEN are_dates_known THEN date_diff('day', placed_on, ceased_on) END AS days_from_placed_to_adopted
FROM described
