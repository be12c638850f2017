-- One row per placement that began during the year, children's first placements on starting included.
-- grain: collection_year, la_code, child_id, period_number, episode_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B2; changes of status: the
--   published figures of 2024, which are those who started plus all changes of placement
-- parts: by authority
-- counted: Every placement that began between 1 April and 31 March; a child may have several. Changes of the placement's
--   status with the same carer (T or U), such as being placed for adoption by a foster carer, begin one as changes of
--   carer (P or B) do. Placement, distance and locality are those of its first day.
-- not counted: Changes of legal status alone (L); temporary moves and coming back from them; moves of under 24 hours;
--   agreed series of short-term placements.
SELECT
    placed.collection_year,
    placed.la_code,
    placed.child_id,
    placed.period_number,
    placed.episode_number,
    episode.file_id,
    episode.line,
    episode.episode_started_on AS started_on,
    coalesce(lower(episode.placement), 'placement_not_known') || '_' || location.locality AS placement,
    location.distance || '_' || location.locality AS distance_and_locality
FROM core.placed_episodes AS placed
INNER JOIN core.episodes AS episode
    ON
        episode.collection_year = placed.collection_year
        AND episode.la_code = placed.la_code
        AND episode.child_id = placed.child_id
        AND NOT episode.is_short_term_series
        AND episode.episode_number = placed.episode_number
INNER JOIN core.placement_locations AS location
    ON
        location.collection_year = episode.collection_year
        AND location.la_code = episode.la_code
        AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
        AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
WHERE
    placed.begins_placement
    AND episode.episode_started_on
    BETWEEN year_begins_on(placed.collection_year) AND year_ends_on(placed.collection_year)
