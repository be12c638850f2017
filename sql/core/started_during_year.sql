-- One row per child who started to be looked after by an authority during the year: the first start of the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables C1 and C2; which of
--   several records of previous permanence is used: First Release decision
-- parts: by authority
-- counted: Children whose period of care began between 1 April and 31 March, each once, at the first start. Age,
--   legal status, need and placement are those of that day. Taken into care: started under a care order, police
--   protection, an emergency protection order or a child assessment order (C1, C2, L1, L2, L3).
-- not counted: Later starts in the same year; care of under 24 hours; periods whose first episode does not say
--   that care started; agreed series of short-term placements.
WITH first_start AS (
    SELECT collection_year, la_code, child_id, started_on, first_episode_number, category_of_need
    FROM core.periods_of_care
    WHERE
        NOT is_short_term_series
        AND is_start_known
        AND NOT is_under_24_hours
        AND started_on BETWEEN year_begins_on(collection_year) AND year_ends_on(collection_year)
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY started_on, period_number) = 1
),

-- The last of several records is used: the reader keeps that one, and reports the others.
left_before AS (
    SELECT collection_year, la_code, child_id, previous_permanence
    FROM staged.previous_permanence
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
)

SELECT
    start.collection_year,
    start.la_code,
    start.child_id,
    episode.file_id,
    episode.line,
    start.started_on,
    completed_years(child.date_of_birth, start.started_on) AS age,
    child.sex,
    age_group(completed_years(child.date_of_birth, start.started_on)) AS age_group,
    start.category_of_need,
    child.ethnicity,
    coalesce(lower(episode.legal_status), 'legal_status_not_known') AS legal_status,
    coalesce(lower(episode.placement), 'placement_not_known') || '_' || location.locality AS placement,
    CASE
        WHEN episode.legal_status IN ('C1', 'C2', 'L1', 'L2', 'L3') THEN 'taken_into_care'
        ELSE 'not_taken_into_care'
    END AS taken_into_care,
    coalesce(lower(left_before.previous_permanence), 'previous_permanence_not_reported') AS previous_permanence,
    CASE
        WHEN child.is_recorded_as_uasc AND coalesce(child.uasc_status_ceased_on > start.started_on, TRUE) THEN 'uasc'
        ELSE 'non_uasc'
    END AS uasc
FROM first_start AS start
INNER JOIN core.episodes AS episode
    ON
        episode.collection_year = start.collection_year
        AND episode.la_code = start.la_code
        AND episode.child_id = start.child_id
        AND NOT episode.is_short_term_series
        AND episode.episode_number = start.first_episode_number
INNER JOIN core.children AS child
    ON
        child.collection_year = start.collection_year
        AND child.la_code = start.la_code
        AND child.child_id = start.child_id
INNER JOIN core.placement_locations AS location
    ON
        location.collection_year = episode.collection_year
        AND location.la_code = episode.la_code
        AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
        AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
LEFT JOIN left_before
    ON
        left_before.collection_year = start.collection_year
        AND left_before.la_code = start.la_code
        AND left_before.child_id = start.child_id
