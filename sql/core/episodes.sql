-- One row per episode of a child's history as known in the collection year, with the period of care it belongs to.
-- grain: collection_year, la_code, file_id, line
-- source: First Release decision, from the SSDA903 return's reasons for a new episode and for ceasing
-- parts: by authority
-- counted: The episodes in the return of the year and, for the same children, those that ceased before the year began
--   in earlier returns of the authority and of those that it took over from (core.histories_of_children). Where two
--   returns hold the same episode the later return wins.
-- not counted: Episodes without a child or a start date, and episodes in earlier returns that were still open when the
--   year began: the return of the year tells how they went on.
WITH usable AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        episode_started_on,
        episode_ceased_on,
        coalesce(reason_for_new_episode = 'S', FALSE) AS is_start_of_care,
        is_series_of_short_breaks(legal_status) AS is_short_term_series,
        coalesce(episode_ceased_on = episode_started_on, FALSE) AS is_same_day
    FROM staged.episodes
    WHERE child_id IS NOT NULL AND episode_started_on IS NOT NULL
),

known AS (
    SELECT
        history.collection_year,
        usable.collection_year AS returned_in,
        history.la_code,
        usable.child_id,
        usable.file_id,
        usable.line,
        usable.episode_started_on,
        usable.episode_ceased_on,
        usable.is_start_of_care,
        usable.is_short_term_series
    FROM usable
    INNER JOIN core.histories_of_children AS history
        ON
            history.returned_by = usable.la_code
            AND history.child_id = usable.child_id
            AND history.returned_until >= usable.collection_year
    WHERE
        history.has_episodes
        AND (
            usable.collection_year = history.collection_year
            OR usable.episode_ceased_on < year_begins_on(history.collection_year)
        )
    -- rank, not row_number: all rows of the winning return stay, so that a duplicate in it remains visible.
    QUALIFY
        rank() OVER (
            PARTITION BY
                history.collection_year,
                history.la_code,
                usable.child_id,
                usable.episode_started_on,
                usable.is_same_day
            ORDER BY usable.collection_year DESC
        ) = 1
),

-- Short-term series and other care form periods of their own, so each kind is followed by itself.
followed AS (
    SELECT
        collection_year,
        returned_in,
        la_code,
        child_id,
        file_id,
        line,
        episode_started_on,
        episode_ceased_on,
        is_short_term_series,
        CASE
            WHEN is_start_of_care THEN 1
            WHEN episode_started_on <= max(coalesce(episode_ceased_on, make_date(9999, 12, 31))) OVER (
                PARTITION BY collection_year, la_code, child_id, is_short_term_series
                ORDER BY episode_started_on, episode_ceased_on NULLS LAST, file_id, line
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins_period
    FROM known
),

in_periods AS (
    SELECT
        collection_year,
        la_code,
        returned_in,
        file_id,
        line,
        is_short_term_series,
        sum(begins_period) OVER (
            PARTITION BY collection_year, la_code, child_id, is_short_term_series
            ORDER BY episode_started_on, episode_ceased_on NULLS LAST, file_id, line
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS period_number,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id, is_short_term_series
            ORDER BY episode_started_on, episode_ceased_on NULLS LAST, file_id, line
        ) AS episode_number
    FROM followed
)

SELECT
    known.collection_year,
    known.la_code,
    episode.child_id,
    episode.file_id,
    episode.line,
    known.returned_in,
    known.is_short_term_series,
    CAST(known.period_number AS INTEGER) AS period_number,
    CAST(known.episode_number AS INTEGER) AS episode_number,
    episode.episode_started_on,
    episode.reason_for_new_episode,
    episode.legal_status,
    episode.category_of_need,
    episode.placement,
    episode.placement_provider,
    episode.episode_ceased_on,
    episode.reason_episode_ceased,
    episode.reason_for_placement_change,
    episode.home_postcode,
    episode.placement_postcode,
    episode.placement_urn
FROM in_periods AS known
INNER JOIN staged.episodes AS episode ON episode.file_id = known.file_id AND episode.line = known.line
