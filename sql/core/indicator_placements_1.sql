-- One row per child considered for Placements 1: three or more placements during the year.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Placements 1; placements as in the data set of
--   placement stability; missing children and temporary moves: First Release decision
-- counted: Children looked after on 31 March; in the numerator those with three or more placements open for some time
--   in the year. Being placed for adoption with the present foster carer is no move. Missing (M1 to M3, until 2014) is a
--   placement.
-- not counted: Temporary moves (T0 to T4) as placements; children under an agreed series of short-term placements only.
WITH listed AS (
    SELECT
        held.collection_year,
        held.la_code,
        held.child_id,
        string_agg(
            'DECOM ' || CAST(placement.started_on AS VARCHAR) || ' PLACE ' || coalesce(opening.placement, 'not known')
            -- Why the child left the placement before it.
            || coalesce(' after REASON_PLACE_CHANGE ' || former.reason_for_placement_change, ''),
            '; ' ORDER BY placement.started_on, placement.period_number, placement.placement_number
        ) AS facts
    FROM core.placements_held AS held
    INNER JOIN core.placements AS placement
        ON
            placement.collection_year = held.collection_year
            AND placement.la_code = held.la_code
            AND placement.child_id = held.child_id
    INNER JOIN core.episodes AS opening
        ON
            opening.collection_year = placement.collection_year
            AND opening.la_code = placement.la_code
            AND opening.child_id = placement.child_id
            AND NOT opening.is_short_term_series
            AND opening.episode_number = placement.first_episode_number
    LEFT JOIN core.episodes AS former
        ON
            former.collection_year = placement.collection_year
            AND former.la_code = placement.la_code
            AND former.child_id = placement.child_id
            AND NOT former.is_short_term_series
            AND former.period_number = placement.period_number
            AND former.episode_number = placement.first_episode_number - 1
            AND placement.placement_number > 1
    WHERE
        held.span_in_years = 1
        AND placement.started_on <= year_ends_on(held.collection_year)
        AND coalesce(placement.ceased_on > year_begins_on(held.collection_year), TRUE)
    GROUP BY held.collection_year, held.la_code, held.child_id
),

counted AS (
    SELECT
        held.collection_year,
        held.la_code,
        held.child_id,
        held.number_of_placements_held NOT IN ('1_placement', '2_placements') AS is_in_numerator,
        CASE held.number_of_placements_held
            WHEN '1_placement' THEN '1 placement in the year'
            WHEN '2_placements' THEN '2 placements in the year'
            ELSE '3 or more placements in the year'
        END AS reason,
        coalesce(listed.facts, 'only temporary moves (PLACE T0 to T4)') AS facts
    FROM core.placements_held AS held
    LEFT JOIN listed
        ON
            listed.collection_year = held.collection_year
            AND listed.la_code = held.la_code
            AND listed.child_id = held.child_id
    WHERE held.span_in_years = 1
)

SELECT
    'placements_1' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN is_in_numerator THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(1 AS BIGINT) AS denominator,
    TRUE AS is_counted,
    reason,
    facts
FROM counted
UNION ALL
SELECT 'placements_1', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_on_31_march
