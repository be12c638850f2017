-- One row per child looked after on 31 March and span of one year or two until then: placements held and the first of
-- them.
-- grain: collection_year, la_code, child_id, span_in_years
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics; temporary first placements: First Release decision
-- parts: by authority
-- counted: Placements open for some time in the span, those open on its first and on its last day included. The first
--   legal status and placement are those of the first day in the span on which the child was looked after; the first
--   placement leaves out temporary moves (T0 to T4), and is that on 31 March where there were only such.
-- not counted: Placements and episodes of under 24 hours; agreed series of short-term placements.
WITH spans AS (
    SELECT collection_year, la_code, child_id, 1 AS span_in_years, year_begins_on(collection_year) AS begins_on
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, child_id, 2, year_begins_on(collection_year - 1)
    FROM core.looked_after_2_years_on_31_march
),

held AS (
    SELECT spans.collection_year, spans.la_code, spans.child_id, spans.span_in_years, count(*) AS placements
    FROM spans
    INNER JOIN core.placements AS placement
        ON
            placement.collection_year = spans.collection_year
            AND placement.la_code = spans.la_code
            AND placement.child_id = spans.child_id
    WHERE
        placement.started_on <= year_ends_on(spans.collection_year)
        AND coalesce(placement.ceased_on > spans.begins_on, TRUE)
    GROUP BY spans.collection_year, spans.la_code, spans.child_id, spans.span_in_years
),

-- Episodes are numbered in the order of their starts.
began AS (
    SELECT
        spans.collection_year,
        spans.la_code,
        spans.child_id,
        spans.span_in_years,
        min_by(coalesce(lower(episode.legal_status), 'legal_status_not_known'), episode.episode_number) AS legal_status,
        min_by(
            coalesce(lower(episode.placement), 'placement_not_known'),
            CASE
                WHEN coalesce(episode.placement NOT IN ('T0', 'T1', 'T2', 'T3', 'T4'), TRUE) THEN episode.episode_number
            END
        ) AS placement_type
    FROM spans
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = spans.collection_year
            AND episode.la_code = spans.la_code
            AND episode.child_id = spans.child_id
    WHERE
        NOT episode.is_short_term_series
        AND episode.episode_started_on <= year_ends_on(spans.collection_year)
        AND coalesce(episode.episode_ceased_on > spans.begins_on, TRUE)
        AND coalesce(episode.episode_ceased_on <> episode.episode_started_on, TRUE)
    GROUP BY spans.collection_year, spans.la_code, spans.child_id, spans.span_in_years
)

SELECT
    spans.collection_year,
    spans.la_code,
    spans.child_id,
    spans.span_in_years,
    child.file_id,
    child.line,
    child.sex,
    child.age_group,
    child.ethnicity,
    child.uasc,
    coalesce(began.legal_status, child.legal_status) AS legal_status,
    coalesce(began.placement_type, child.placement_code) AS placement_type,
    number_of_placements_held(held.placements) AS number_of_placements_held,
    long_enough.child_id IS NOT NULL AS is_looked_after_12_months
FROM spans
INNER JOIN core.looked_after_on_31_march AS child
    ON
        child.collection_year = spans.collection_year
        AND child.la_code = spans.la_code
        AND child.child_id = spans.child_id
LEFT JOIN core.looked_after_12_months_on_31_march AS long_enough
    ON
        long_enough.collection_year = spans.collection_year
        AND long_enough.la_code = spans.la_code
        AND long_enough.child_id = spans.child_id
LEFT JOIN held
    ON
        held.collection_year = spans.collection_year
        AND held.la_code = spans.la_code
        AND held.child_id = spans.child_id
        AND held.span_in_years = spans.span_in_years
LEFT JOIN began
    ON
        began.collection_year = spans.collection_year
        AND began.la_code = spans.la_code
        AND began.child_id = spans.child_id
        AND began.span_in_years = spans.span_in_years
