-- One row per episode of the year's return, with what is derived of it: place, period of care, placement and cohorts.
-- grain: collection_year, la_code, file_id, line
-- source: First Release decision, for authorities, which asked in 2014 to see what is derived of their own records
-- counted: The episodes that the return of the year holds. The number of the period of care and of the placement count
--   what is known of the child's history; whether a child belongs to a cohort is asked of the child, not of the episode.
-- not counted: Episodes of earlier returns. Temporary moves, stays of under 24 hours and short breaks have no number of
--   a placement of their own.
SELECT
    episode.collection_year,
    episode.la_code,
    episode.file_id,
    episode.line,
    episode.child_id,
    episode.episode_started_on,
    episode.episode_ceased_on,
    episode.legal_status,
    episode.placement,
    episode.period_number,
    placement.placement_number,
    placement.started_on AS placement_started_on,
    CAST(round(location.miles, 1) AS DECIMAL(6, 1)) AS miles_from_home,
    location.distance_known_by,
    location.locality,
    location.la_of_placement,
    episode.is_short_term_series AS is_in_short_breaks,
    on_31_march.child_id IS NOT NULL AS is_looked_after_on_31_march,
    coalesce(on_31_march.line = episode.line AND on_31_march.file_id = episode.file_id, FALSE) AS is_open_on_31_march,
    twelve_months.child_id IS NOT NULL AS is_looked_after_12_months,
    started.child_id IS NOT NULL AS is_started_in_year,
    ceased.child_id IS NOT NULL AS is_ceased_in_year
FROM core.episodes AS episode
LEFT JOIN core.placements AS placement
    ON
        placement.collection_year = episode.collection_year
        AND placement.la_code = episode.la_code
        AND placement.child_id = episode.child_id
        AND placement.period_number = episode.period_number
        AND NOT episode.is_short_term_series
        AND episode.episode_number BETWEEN placement.first_episode_number AND placement.last_episode_number
LEFT JOIN core.placement_locations AS location
    ON
        location.collection_year = episode.collection_year
        AND location.la_code = episode.la_code
        AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
        AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
LEFT JOIN core.looked_after_on_31_march AS on_31_march
    ON
        on_31_march.collection_year = episode.collection_year
        AND on_31_march.la_code = episode.la_code
        AND on_31_march.child_id = episode.child_id
LEFT JOIN core.looked_after_12_months_on_31_march AS twelve_months
    ON
        twelve_months.collection_year = episode.collection_year
        AND twelve_months.la_code = episode.la_code
        AND twelve_months.child_id = episode.child_id
LEFT JOIN core.started_during_year AS started
    ON
        started.collection_year = episode.collection_year
        AND started.la_code = episode.la_code
        AND started.child_id = episode.child_id
LEFT JOIN core.ceased_during_year AS ceased
    ON
        ceased.collection_year = episode.collection_year
        AND ceased.la_code = episode.la_code
        AND ceased.child_id = episode.child_id
WHERE episode.returned_in = episode.collection_year
