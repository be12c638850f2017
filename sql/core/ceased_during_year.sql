-- One row per child who ceased to be looked after by an authority during the year: the last ceasing of the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table LAD1 and
--   the data set of children ceasing during the year
-- counted: Children whose period of care ended between 1 April and 31 March, each once, at the last end. Age is that
--   of the day. An end without a reason counts, as reason not known.
-- not counted: Earlier ends in the same year; care of under 24 hours; episodes that ended because another began
--   the same day (X1); agreed series of short-term placements.
WITH last_end AS (
    SELECT collection_year, la_code, child_id, last_episode_number, ceased_on, reason_episode_ceased
    FROM core.periods_of_care
    WHERE
        NOT is_short_term_series
        AND NOT is_under_24_hours
        AND coalesce(reason_episode_ceased <> 'X1', TRUE)
        AND ceased_on BETWEEN year_begins_on(collection_year) AND year_ends_on(collection_year)
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY ceased_on DESC, period_number DESC
        ) = 1
)

SELECT
    ending.collection_year,
    ending.la_code,
    ending.child_id,
    episode.file_id,
    episode.line,
    ending.ceased_on,
    completed_years(child.date_of_birth, ending.ceased_on) AS age,
    child.sex,
    age_on_ceasing(completed_years(child.date_of_birth, ending.ceased_on)) AS age_on_ceasing,
    coalesce(lower(ending.reason_episode_ceased), 'reason_episode_ceased_not_known') AS reason_episode_ceased,
    child.ethnicity,
    CASE
        -- A status that ceased on the day care ceased was held until then.
        WHEN child.is_recorded_as_uasc AND coalesce(child.uasc_status_ceased_on >= ending.ceased_on, TRUE) THEN 'uasc'
        ELSE 'non_uasc'
    END AS uasc
FROM last_end AS ending
INNER JOIN core.episodes AS episode
    ON
        episode.collection_year = ending.collection_year
        AND episode.la_code = ending.la_code
        AND episode.child_id = ending.child_id
        AND NOT episode.is_short_term_series
        AND episode.episode_number = ending.last_episode_number
INNER JOIN core.children AS child
    ON
        child.collection_year = ending.collection_year
        AND child.la_code = ending.la_code
        AND child.child_id = ending.child_id
