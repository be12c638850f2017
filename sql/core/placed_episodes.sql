-- One row per episode of care in a placement of its own, and what began with it.
-- grain: collection_year, la_code, child_id, period_number, episode_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement
--   stability; temporary moves and coming back from them: First Release decision
-- parts: by authority
-- counted: Episodes of 24 hours or more. The first of a period of care begins a stay with a carer; so does one whose
--   reason is a change of carer (P or B). These and changes of placement with the same carer (T or U) begin a placement.
-- not counted: Temporary moves (T0 to T4), while coming back from one to the same place begins nothing; agreed series
--   of short-term placements. Being placed for adoption with the current foster carer (A3, A5) begins no stay.
WITH over_24_hours AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        episode_number,
        placement,
        placement_postcode,
        placement_urn,
        coalesce(reason_for_new_episode IN ('P', 'B') AND NOT coalesce(placement IN ('A3', 'A5'), FALSE), FALSE)
            AS is_change_of_carer,
        coalesce(reason_for_new_episode IN ('P', 'B', 'T', 'U'), FALSE) AS is_change_of_placement,
        coalesce(placement IN ('T0', 'T1', 'T2', 'T3', 'T4'), FALSE) AS is_temporary,
        coalesce(
            lag(placement) OVER (
                PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
            ) IN ('T0', 'T1', 'T2', 'T3', 'T4'),
            FALSE
        ) AS follows_temporary
    FROM core.episodes
    WHERE NOT is_short_term_series AND coalesce(episode_ceased_on <> episode_started_on, TRUE)
),

compared AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        episode_number,
        is_change_of_carer,
        is_change_of_placement,
        lag(episode_number) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
        ) IS NULL AS is_first,
        -- Where a child comes back to is told by three fields; two unknown ones are taken to be alike.
        follows_temporary
        AND placement IS NOT DISTINCT FROM lag(placement) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
        )
        AND placement_postcode IS NOT DISTINCT FROM lag(placement_postcode) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
        )
        AND placement_urn IS NOT DISTINCT FROM lag(placement_urn) OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY episode_number
        ) AS is_return
    FROM over_24_hours
    WHERE NOT is_temporary
)

SELECT
    collection_year,
    la_code,
    child_id,
    period_number,
    episode_number,
    is_first OR (is_change_of_carer AND NOT is_return) AS begins_stay_with_carer,
    is_first OR (is_change_of_placement AND NOT is_return) AS begins_placement
FROM compared
