-- One row per child whom a reader may look for among those looked after on 31 March and who is not: why not.
-- grain: collection_year, la_code, child_id
-- source: First Release decision, for the lists of children behind the performance indicators
-- counted: Children whose care ceased on 31 March itself, and children looked after on 31 March only under an agreed
--   series of short-term placements (V3, V4).
-- not counted: Children whose care ceased earlier in the year.
WITH ended_that_day AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        'care ceased on 31 March' AS reason,
        'DEC ' || CAST(ceased_on AS VARCHAR) || '; REC ' || upper(reason_episode_ceased) AS facts,
        1 AS rank_of_reason
    FROM core.ceased_during_year
    WHERE ceased_on = year_ends_on(collection_year)
),

short_term AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        'agreed series of short-term placements only' AS reason,
        'DECOM ' || CAST(episode_started_on AS VARCHAR) || '; LS ' || legal_status || '; PLACE '
        || coalesce(placement, 'not known') AS facts,
        2 AS rank_of_reason
    FROM core.episodes
    WHERE
        is_short_term_series
        AND episode_started_on <= year_ends_on(collection_year)
        AND coalesce(episode_ceased_on > year_ends_on(collection_year), TRUE)
),

either AS (
    SELECT collection_year, la_code, child_id, reason, facts, rank_of_reason FROM ended_that_day
    UNION ALL
    SELECT collection_year, la_code, child_id, reason, facts, rank_of_reason FROM short_term
)

SELECT either.collection_year, either.la_code, either.child_id, either.reason, either.facts
FROM either
WHERE
    NOT EXISTS (
        SELECT 1
        FROM core.looked_after_on_31_march AS child
        WHERE
            child.collection_year = either.collection_year
            AND child.la_code = either.la_code
            AND child.child_id = either.child_id
    )
QUALIFY
    row_number() OVER (
        PARTITION BY either.collection_year, either.la_code, either.child_id
        ORDER BY either.rank_of_reason, either.facts DESC
    ) = 1
