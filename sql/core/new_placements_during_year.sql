-- One row per placement that began during the year, children's first placements on starting included.
-- grain: collection_year, la_code, child_id, period_number, placement_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B2
-- counted: Every placement that began between 1 April and 31 March; a child may have several. Placement, distance and
--   locality are those of its first day.
-- not counted: Temporary moves and coming back from them; moves of under 24 hours; being placed for adoption with the
--   current foster carer; agreed series of short-term placements.
SELECT
    placement.collection_year,
    placement.la_code,
    placement.child_id,
    placement.period_number,
    placement.placement_number,
    episode.file_id,
    episode.line,
    placement.started_on,
    coalesce(lower(episode.placement), 'placement_not_known') || '_' || location.locality AS placement,
    location.distance || '_' || location.locality AS distance_and_locality
FROM core.placements AS placement
INNER JOIN core.episodes AS episode
    ON
        episode.collection_year = placement.collection_year
        AND episode.la_code = placement.la_code
        AND episode.child_id = placement.child_id
        AND NOT episode.is_short_term_series
        AND episode.episode_number = placement.first_episode_number
INNER JOIN core.placement_locations AS location
    ON
        location.collection_year = episode.collection_year
        AND location.la_code = episode.la_code
        AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
        AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
WHERE placement.started_on BETWEEN year_begins_on(placement.collection_year) AND year_ends_on(placement.collection_year)
