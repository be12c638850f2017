-- One row per placement that ceased during the year, because the child moved or care ended.
-- grain: collection_year, la_code, child_id, period_number, placement_number
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B3
-- parts: by authority
-- counted: Every placement that ceased between 1 April and 31 March; a child may have several. It is what its last
--   episode says; its days run from the first day with the carer to the day it ceased.
-- not counted: Temporary moves; moves of under 24 hours; being placed for adoption with the current foster carer, which
--   ends nothing; agreed series of short-term placements.
SELECT
    placement.collection_year,
    placement.la_code,
    placement.child_id,
    placement.period_number,
    placement.placement_number,
    episode.file_id,
    episode.line,
    placement.started_on,
    placement.ceased_on,
    coalesce(lower(episode.placement), 'placement_not_known') AS placement_type,
    duration_of_placement(placement.started_on, placement.ceased_on) AS duration_of_placement,
    date_diff('day', placement.started_on, placement.ceased_on) AS days
FROM core.placements AS placement
INNER JOIN core.episodes AS episode
    ON
        episode.collection_year = placement.collection_year
        AND episode.la_code = placement.la_code
        AND episode.child_id = placement.child_id
        AND NOT episode.is_short_term_series
        AND episode.episode_number = placement.last_episode_number
WHERE placement.ceased_on BETWEEN year_begins_on(placement.collection_year) AND year_ends_on(placement.collection_year)
