-- One row per child who ceased to be looked after by an authority during the year: the last ceasing of the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables D1 to D4, E1, E5 and
--   LAD1; what came before the returns begin: First Release decision
-- parts: by authority
-- counted: Children whose period of care ended between 1 April and 31 March, each once, at the last end. Age is that
--   of the day; legal status and placement are those of the last episode; need is that at the start of the period.
--   Periods and placements are all those of the child in the authority that the returns know. An end without a reason
--   counts, as reason not known.
-- not counted: Earlier ends in the same year; care of under 24 hours; episodes that ended because another began
--   the same day (X1); agreed series of short-term placements. Days before the first known episode of a period.
WITH last_end AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        last_episode_number,
        started_on,
        is_start_known,
        category_of_need,
        ceased_on,
        reason_episode_ceased
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
),

periods AS (
    SELECT ending.collection_year, ending.la_code, ending.child_id, count(*) AS periods
    FROM last_end AS ending
    INNER JOIN core.periods_of_care AS period
        ON
            period.collection_year = ending.collection_year
            AND period.la_code = ending.la_code
            AND period.child_id = ending.child_id
            AND NOT period.is_short_term_series
            AND NOT period.is_under_24_hours
            AND period.period_number <= ending.period_number
    GROUP BY ending.collection_year, ending.la_code, ending.child_id
),

placements AS (
    SELECT ending.collection_year, ending.la_code, ending.child_id, count(*) AS placements
    FROM last_end AS ending
    INNER JOIN core.placements AS placement
        ON
            placement.collection_year = ending.collection_year
            AND placement.la_code = ending.la_code
            AND placement.child_id = ending.child_id
            AND placement.period_number <= ending.period_number
    GROUP BY ending.collection_year, ending.la_code, ending.child_id
),

described AS (
    SELECT
        ending.collection_year,
        ending.la_code,
        ending.child_id,
        episode.file_id,
        episode.line,
        ending.period_number,
        ending.started_on,
        ending.is_start_known,
        ending.ceased_on,
        child.date_of_birth,
        completed_years(child.date_of_birth, ending.started_on) AS age_at_start,
        completed_years(child.date_of_birth, ending.ceased_on) AS age,
        completed_years(child.date_of_birth, ending.ceased_on - INTERVAL 1 DAY) AS age_the_day_before,
        child.sex,
        child.ethnicity,
        coalesce(lower(ending.reason_episode_ceased), 'reason_episode_ceased_not_known') AS reason_episode_ceased,
        ending.category_of_need,
        coalesce(lower(episode.legal_status), 'legal_status_not_known') AS legal_status,
        coalesce(lower(episode.placement), 'placement_not_known') || '_' || location.locality AS placement,
        periods.periods,
        -- Only temporary moves leave a child without any: the place kept open is one.
        coalesce(placements.placements, 1) AS placements,
        coalesce(child.date_of_birth <= ending.started_on, FALSE) AS is_age_known,
        -- A status that ceased on the day care ceased was held until then.
        child.is_recorded_as_uasc AND coalesce(child.uasc_status_ceased_on >= ending.ceased_on, TRUE) AS is_uasc
    FROM last_end AS ending
    INNER JOIN periods
        ON
            periods.collection_year = ending.collection_year
            AND periods.la_code = ending.la_code
            AND periods.child_id = ending.child_id
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
    INNER JOIN core.placement_locations AS location
        ON
            location.collection_year = episode.collection_year
            AND location.la_code = episode.la_code
            AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
            AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
    LEFT JOIN placements
        ON
            placements.collection_year = ending.collection_year
            AND placements.la_code = ending.la_code
            AND placements.child_id = ending.child_id
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
    ceased_on,
    age,
    sex,
    age_on_ceasing(age, age_the_day_before) AS age_on_ceasing,
    age_on_starting(age_at_start) AS age_on_starting,
    CASE WHEN is_age_known THEN 'age_known' ELSE 'age_not_known' END AS age_known,
    reason_episode_ceased,
    category_of_need,
    ethnicity,
    legal_status,
    placement,
    duration_of_care(started_on, ceased_on) AS duration_of_period_of_care,
    number_to_ten(periods) AS number_of_periods_of_care,
    number_to_ten(placements) AS number_of_placements_in_care,
    CASE WHEN is_uasc THEN 'uasc' ELSE 'non_uasc' END AS uasc,
    greatest(date_diff('day', started_on, ceased_on), 0) AS days_looked_after,
    CASE WHEN is_age_known THEN date_diff('day', date_of_birth, ceased_on) END AS days_of_age_on_ceasing,
    CASE WHEN is_age_known THEN date_diff('day', date_of_birth, started_on) END AS days_of_age_on_starting
FROM described
