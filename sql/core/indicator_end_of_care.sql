-- One row per end of a period of care in the year: whether it is the child's last of the year, and if not why it does
-- not count.
-- grain: collection_year, la_code, child_id, event
-- source: First Release decision, for the lists of children behind Adoption 1 and Adoption 2
-- counted: The last end in the year of each child (core.ceased_during_year), and beside it every other end that a reader
--   may look for.
-- not counted: Agreed series of short-term placements.
WITH ends AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        TRUE AS is_last_of_year,
        '' AS why_not,
        ceased_on,
        reason_episode_ceased
    FROM core.ceased_during_year
    UNION ALL
    SELECT
        period.collection_year,
        period.la_code,
        period.child_id,
        period.period_number,
        FALSE,
        CASE
            WHEN period.is_under_24_hours THEN 'care of under 24 hours'
            WHEN period.reason_episode_ceased = 'X1' THEN 'ended because another episode was to follow (X1)'
            ELSE 'an earlier end of care in the same year'
        END,
        period.ceased_on,
        coalesce(lower(period.reason_episode_ceased), 'reason_episode_ceased_not_known')
    FROM core.periods_of_care AS period
    WHERE
        NOT period.is_short_term_series
        AND period.ceased_on BETWEEN year_begins_on(period.collection_year) AND year_ends_on(period.collection_year)
        AND NOT EXISTS (
            SELECT 1
            FROM core.ceased_during_year AS last_end
            WHERE
                last_end.collection_year = period.collection_year
                AND last_end.la_code = period.la_code
                AND last_end.child_id = period.child_id
                AND last_end.period_number = period.period_number
        )
)

SELECT
    collection_year,
    la_code,
    child_id,
    CAST(row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY period_number) AS INTEGER)
        AS event,
    is_last_of_year,
    why_not,
    reason_episode_ceased,
    'DEC ' || CAST(ceased_on AS VARCHAR) || '; REC '
    || CASE
        WHEN reason_episode_ceased = 'reason_episode_ceased_not_known' THEN 'not known'
        ELSE upper(reason_episode_ceased)
    END AS facts
FROM ends
