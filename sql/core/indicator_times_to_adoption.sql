-- One row per child adopted in the year: the days from entering care to moving in, and to the match from the order.
-- grain: collection_year, la_code, child_id
-- source: adoption scorecards, A1, A2 and A10; ends of the clock: focus group on the SSDA903 return, July 2014; the first
--   order of the period of care, and what is left out: First Release decision
-- counted: Until placed: from the start of care to the first day placed for adoption with the adopters. Until moved in:
--   the same, but to the first day with the foster carers where it is they who adopt. Until matched: from the first
--   placement or freeing order (E1, D1) of the period of care to the match, 0 when the match came first.
-- not counted: Days are not known where care had begun before the first episode that the returns tell of, where the
--   child was not placed for adoption, and, for the match, without a date of it or without an order.
WITH under_order AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        min(episode.episode_number) AS first_episode_number,
        min(episode.episode_started_on) AS ordered_on
    FROM core.adopted_during_year AS child
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = child.collection_year
            AND episode.la_code = child.la_code
            AND episode.child_id = child.child_id
            AND NOT episode.is_short_term_series
            AND episode.period_number = child.period_number
    WHERE episode.legal_status IN ('E1', 'D1')
    GROUP BY child.collection_year, child.la_code, child.child_id
),

described AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        child.started_on,
        child.is_start_known,
        child.placed_on,
        CASE
            WHEN child.is_by_foster_carer THEN least(child.moved_in_on, child.placed_on)
            ELSE child.placed_on
        END AS moved_in_on,
        child.is_by_foster_carer,
        child.matched_on,
        under_order.child_id IS NOT NULL AS has_order,
        -- An order in the first episode known of care that began earlier may have been made earlier too.
        CASE
            WHEN child.is_start_known OR under_order.first_episode_number > period.first_episode_number
                THEN under_order.ordered_on
        END AS ordered_on
    FROM core.adopted_during_year AS child
    INNER JOIN core.periods_of_care AS period
        ON
            period.collection_year = child.collection_year
            AND period.la_code = child.la_code
            AND period.child_id = child.child_id
            AND NOT period.is_short_term_series
            AND period.period_number = child.period_number
    LEFT JOIN under_order
        ON
            under_order.collection_year = child.collection_year
            AND under_order.la_code = child.la_code
            AND under_order.child_id = child.child_id
)

SELECT
    collection_year,
    la_code,
    child_id,
    is_start_known,
    is_by_foster_carer,
    has_order,
    placed_on IS NOT NULL AS is_placed,
    matched_on IS NOT NULL AS is_matched,
    ordered_on > matched_on AS is_matched_before_order,
    CASE WHEN is_start_known THEN date_diff('day', started_on, placed_on) END AS days_until_placed,
    CASE WHEN is_start_known THEN date_diff('day', started_on, moved_in_on) END AS days_until_moved_in,
    CASE
        WHEN placed_on IS NULL THEN NULL
        WHEN matched_on < ordered_on THEN 0
        ELSE date_diff('day', ordered_on, matched_on)
    END AS days_until_matched,
    'DECOM ' || CAST(started_on AS VARCHAR) || CASE WHEN is_start_known THEN '' ELSE ' or before' END
    || '; placed for adoption ' || coalesce(CAST(placed_on AS VARCHAR), 'not known') AS facts,
    'adopted by foster carers: ' || CASE WHEN is_by_foster_carer THEN 'yes' ELSE 'no' END || '; moved in '
    || coalesce(CAST(moved_in_on AS VARCHAR), 'not known') AS facts_of_moving_in,
    CASE
        WHEN NOT has_order THEN 'no E1 or D1'
        ELSE 'order ' || coalesce(CAST(ordered_on AS VARCHAR), 'before the returns given')
    END || '; DATE_MATCH ' || coalesce(CAST(matched_on AS VARCHAR), 'not given') AS facts_of_match
FROM described
