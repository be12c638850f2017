-- One row per child looked after during the year and placement code that the child was in during it.
-- grain: collection_year, la_code, child_id, placement_code
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B1; temporary moves as a
--   type of their own: First Release decision
-- parts: by authority
-- counted: Every placement code of a child's episodes between 1 April and 31 March, once, with the type that each of
--   the two groupings gives it. Temporary moves are of the type other placements.
-- not counted: Episodes of under 24 hours; agreed series of short-term placements.
WITH codes AS (
    SELECT DISTINCT
        collection_year,
        la_code,
        child_id,
        coalesce(lower(placement), 'placement_not_known') AS placement_code
    FROM core.episodes
    WHERE
        NOT is_short_term_series
        AND episode_started_on <= year_ends_on(collection_year)
        AND coalesce(episode_ceased_on >= year_begins_on(collection_year), TRUE)
        -- What lasted a day belongs to a period of care that did, so the child was looked after during the year.
        AND coalesce(episode_ceased_on <> episode_started_on, TRUE)
)

SELECT
    codes.collection_year,
    codes.la_code,
    codes.child_id,
    codes.placement_code,
    -- A code that no group holds is an other placement.
    coalesce(now.parent, 'other_placements') AS placement_type,
    coalesce(to_2022.parent, 'other_placements') AS placement_type_to_2022
FROM codes
LEFT JOIN reference.categories AS now
    ON now.breakdown = 'placement_type' AND now.category = codes.placement_code
LEFT JOIN reference.categories AS to_2022
    ON to_2022.breakdown = 'placement_type_to_2022' AND to_2022.category = codes.placement_code
