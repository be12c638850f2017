-- One row per child looked after on 31 March and span of one or two years: what the Children's Commissioner's Stability Index counts.
-- grain: collection_year, la_code, child_id, span_in_years
-- source: Children's Commissioner, Stability Index 2019, technical report: changes of carer and of social worker, flags of complex needs;
--   over two years children in care in both: First Release decision, after its cohort of 2016/17 and 2017/18
-- counted: Placement changes are episodes of care that begin after 1 April of the span, by 31 March, with a change of carer (P or B) or
--   a return to care (S), but for the first S in the span. Changes of social worker are episodes that begin in the span after its first day
--   with another worker than the episode before, of children with an episode open on 31 March; of others, and before the return asked for
--   the span, they are not known. Flags: first placement of the span in secure, residential or prison settings (K1, R1, R2, R5, S1),
--   first legal status of youth justice or police protection (J1 to J3, L1), aged 12 to 15 on coming into care and on 31 March, and of
--   children found in the school census a statement or EHC plan, SEMH, ASD or severe learning difficulties, alternative provision.
-- not counted: Changes of legal status or of placement with the same carer (L, T, U); school moves, whose phases the index compares
--   by pairs: the department's own measure of mid-year moves stands for them.
WITH changed AS (
    SELECT
        held.collection_year,
        held.la_code,
        held.child_id,
        held.span_in_years,
        count(*) FILTER (WHERE episode.reason_for_new_episode IN ('P', 'B'))
        + greatest(count(*) FILTER (WHERE episode.reason_for_new_episode = 'S') - 1, 0) AS placement_changes
    FROM core.placements_held AS held
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = held.collection_year
            AND episode.la_code = held.la_code
            AND episode.child_id = held.child_id
    WHERE
        NOT episode.is_short_term_series
        AND episode.episode_started_on > year_begins_on(held.collection_year + 1 - held.span_in_years)
        AND episode.episode_started_on <= year_ends_on(held.collection_year)
    GROUP BY held.collection_year, held.la_code, held.child_id, held.span_in_years
),

workers_in_order AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        span_in_years,
        social_worker_started_on > year_begins_on(collection_year + 1 - span_in_years) AS starts_in_span,
        coalesce(social_worker_ceased_on > year_ends_on(collection_year), TRUE) AS is_open_at_end,
        social_worker,
        lag(social_worker) OVER (
            PARTITION BY collection_year, la_code, child_id, span_in_years
            ORDER BY social_worker_started_on, coalesce(social_worker_ceased_on, make_date(9999, 12, 31)), file_id, line
        ) AS social_worker_before
    FROM core.social_worker_episodes_held
),

workers_changed AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        span_in_years,
        count(*) FILTER (WHERE starts_in_span AND social_worker <> social_worker_before) AS social_worker_changes
    FROM workers_in_order
    GROUP BY collection_year, la_code, child_id, span_in_years
    HAVING bool_or(is_open_at_end)
)

SELECT
    held.collection_year,
    held.la_code,
    held.child_id,
    held.span_in_years,
    coalesce(changed.placement_changes, 0) AS placement_changes,
    workers_changed.social_worker_changes,
    held.placement_type IN ('k1', 'r1', 'r2', 'r5', 's1') AS is_first_placed_in_residential_or_secure,
    held.legal_status IN ('j1', 'j2', 'j3', 'l1') AS is_under_criminal_justice_or_police,
    coalesce(
        completed_years(child.date_of_birth, year_ends_on(held.collection_year)) BETWEEN 12 AND 15
        AND completed_years(child.date_of_birth, entered.period_started_on) BETWEEN 12 AND 15,
        FALSE
    ) AS is_teenage_entrant,
    school.sen_provision = 'ehc_plan' AS has_statement_or_plan,
    school.primary_type_of_need = 'semh' AS has_semh,
    school.primary_type_of_need IN ('asd', 'sld', 'pmld') AS has_asd_or_severe_learning_difficulty,
    school.school_phase = 'alternative_provision' AS is_in_alternative_provision
FROM core.placements_held AS held
INNER JOIN core.children AS child
    ON
        child.collection_year = held.collection_year
        AND child.la_code = held.la_code
        AND child.child_id = held.child_id
INNER JOIN core.looked_after_on_31_march AS entered
    ON
        entered.collection_year = held.collection_year
        AND entered.la_code = held.la_code
        AND entered.child_id = held.child_id
LEFT JOIN changed
    ON
        changed.collection_year = held.collection_year
        AND changed.la_code = held.la_code
        AND changed.child_id = held.child_id
        AND changed.span_in_years = held.span_in_years
LEFT JOIN workers_changed
    ON
        workers_changed.collection_year = held.collection_year
        AND workers_changed.la_code = held.la_code
        AND workers_changed.child_id = held.child_id
        AND workers_changed.span_in_years = held.span_in_years
LEFT JOIN core.school_stability AS school
    ON
        school.collection_year = held.collection_year
        AND school.la_code = held.la_code
        AND school.child_id = held.child_id
        AND school.span_in_years = held.span_in_years
