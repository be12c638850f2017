-- One row per placement that began in the year with a change of carer, of a child looked after on 31 March.
-- grain: collection_year, la_code, child_id, period_number, placement_number
-- source: what users of the stability measures asked for in 2022; which moves are necessary: First Release decision
-- counted: Moves to carers who adopt (A3 to A6), to relatives or friends (U1 to U3, Q1), from children's homes and other
--   residential placements (K1, K2, R1 to R5, S1) to other foster carers, and all others; with the reason that the placement
--   before gives for its end.
-- not counted: The first placement of a period of care; temporary moves and coming back from them; children not looked after
--   on 31 March. Moves to live with siblings, of which the return does not tell.
SELECT
    placement.collection_year,
    placement.la_code,
    placement.child_id,
    placement.period_number,
    placement.placement_number,
    opening.file_id,
    opening.line,
    CASE
        WHEN opening.placement IN ('A3', 'A4', 'A5', 'A6') THEN 'to_adopters'
        WHEN opening.placement IN ('U1', 'U2', 'U3', 'Q1') THEN 'to_relatives_or_friends'
        WHEN
            opening.placement IN ('U4', 'U5', 'U6', 'Q2')
            AND former.placement IN ('K1', 'K2', 'R1', 'R2', 'R3', 'R5', 'S1')
            THEN 'from_residential_to_foster'
        ELSE 'other_move_between_carers'
    END AS kind_of_move,
    coalesce(lower(former.reason_for_placement_change), 'reason_for_placement_change_not_known')
        AS reason_for_placement_change
FROM core.placements AS placement
INNER JOIN core.looked_after_on_31_march AS child
    ON
        child.collection_year = placement.collection_year
        AND child.la_code = placement.la_code
        AND child.child_id = placement.child_id
INNER JOIN core.episodes AS opening
    ON
        opening.collection_year = placement.collection_year
        AND opening.la_code = placement.la_code
        AND opening.child_id = placement.child_id
        AND NOT opening.is_short_term_series
        AND opening.episode_number = placement.first_episode_number
INNER JOIN core.episodes AS former
    ON
        former.collection_year = placement.collection_year
        AND former.la_code = placement.la_code
        AND former.child_id = placement.child_id
        AND NOT former.is_short_term_series
        AND former.period_number = placement.period_number
        AND former.episode_number = placement.first_episode_number - 1
WHERE
    placement.started_on BETWEEN year_begins_on(placement.collection_year) AND year_ends_on(placement.collection_year)
    -- An episode before it may be a temporary move with which the period began.
    AND placement.placement_number > 1
