-- One row per child looked after by an authority at any time during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B1
-- parts: by authority
-- counted: Children with an episode of care between 1 April and 31 March, also when it ceased on 1 April. Age is that
--   at the end of the latest episode, or on 31 March of those still looked after.
-- not counted: Care of under 24 hours; agreed series of short-term placements.
WITH in_year AS (
    SELECT
        episode.collection_year,
        episode.la_code,
        episode.child_id,
        episode.file_id,
        episode.line,
        least(
            coalesce(episode.episode_ceased_on, year_ends_on(episode.collection_year)),
            year_ends_on(episode.collection_year)
        ) AS last_day
    FROM core.episodes AS episode
    INNER JOIN core.periods_of_care AS period
        ON
            period.collection_year = episode.collection_year
            AND period.la_code = episode.la_code
            AND period.child_id = episode.child_id
            AND period.is_short_term_series = episode.is_short_term_series
            AND period.period_number = episode.period_number
    WHERE
        NOT episode.is_short_term_series
        AND NOT period.is_under_24_hours
        AND episode.episode_started_on <= year_ends_on(episode.collection_year)
        AND coalesce(episode.episode_ceased_on >= year_begins_on(episode.collection_year), TRUE)
    QUALIFY
        row_number() OVER (
            PARTITION BY episode.collection_year, episode.la_code, episode.child_id
            ORDER BY last_day DESC, episode.episode_number DESC
        ) = 1
)

SELECT
    latest.collection_year,
    latest.la_code,
    latest.child_id,
    latest.file_id,
    latest.line,
    completed_years(child.date_of_birth, latest.last_day) AS age,
    child.sex,
    age_group(completed_years(child.date_of_birth, latest.last_day)) AS age_group,
    child.ethnicity
FROM in_year AS latest
INNER JOIN core.children AS child
    ON
        child.collection_year = latest.collection_year
        AND child.la_code = latest.la_code
        AND child.child_id = latest.child_id
