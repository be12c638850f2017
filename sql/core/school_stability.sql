-- One row per child looked after on 31 March who is of school age and in the school census, and span of one or two years.
-- grain: collection_year, la_code, child_id, span_in_years
-- source: DfE, Stability measures for children looked after 2024, methodology; ages and terms: First Release decision
-- counted: Children aged 5 to 15 on 31 August of either academic year that the year touches (of the later alone where the
--   summer census inside the year was not sent), found in any termly census from the summer inside the year to the one just
--   after 31 March. Over two years, children looked after on 31 March and in the year before, so found in both years. Moves
--   are those on or after the first day in care in the span. School phase and special needs are those of the spring census,
--   or else of the latest that has the child (of two records that are alike in all this, the last); behaviour, emotional
--   and social difficulties are social, emotional and mental health, Down syndrome is another difficulty.
-- not counted: Children who are in no census, or with another date of birth.
WITH aged AS (
    SELECT
        looked_after.collection_year,
        looked_after.la_code,
        looked_after.child_id,
        years.collection_year AS of_year,
        completed_years(child.date_of_birth, make_date(years.collection_year - 1, 8, 31)) BETWEEN 5 AND 15
        OR (
            years.has_summer_inside
            AND completed_years(child.date_of_birth, make_date(years.collection_year - 2, 8, 31)) BETWEEN 5 AND 15
        ) AS is_of_school_age
    FROM core.looked_after_on_31_march AS looked_after
    INNER JOIN core.children AS child
        ON
            child.collection_year = looked_after.collection_year
            AND child.la_code = looked_after.la_code
            AND child.child_id = looked_after.child_id
    INNER JOIN (
        SELECT collection_year, bool_or(census_year < collection_year) AS has_summer_inside
        FROM core.school_censuses
        GROUP BY collection_year
    ) AS years ON years.collection_year IN (looked_after.collection_year, looked_after.collection_year - 1)
),

in_census AS (
    SELECT
        aged.collection_year,
        aged.la_code,
        aged.child_id,
        aged.of_year,
        record.school_phase,
        record.sen_provision,
        record.primary_type_of_need
    FROM aged
    INNER JOIN core.pupil_records AS record
        ON
            record.collection_year = aged.collection_year
            AND record.la_code = aged.la_code
            AND record.child_id = aged.child_id
            AND (record.census_year = aged.of_year OR (record.census_year = aged.of_year - 1 AND record.term = 'SUM'))
    WHERE aged.is_of_school_age
    QUALIFY
        row_number() OVER (
            PARTITION BY aged.collection_year, aged.la_code, aged.child_id, aged.of_year
            ORDER BY
                CASE WHEN record.is_main THEN 0 ELSE 1 END,
                CASE WHEN record.term = 'SPR' THEN 0 ELSE 1 END,
                record.census_on DESC,
                record.entered_on DESC,
                record.file_id DESC,
                record.line DESC
        ) = 1
),

spans AS (
    SELECT
        of_year.collection_year,
        of_year.la_code,
        of_year.child_id,
        of_year.school_phase,
        of_year.sen_provision,
        of_year.primary_type_of_need,
        1 AS span_in_years
    FROM in_census AS of_year
    WHERE of_year.of_year = of_year.collection_year
    UNION ALL
    SELECT
        of_year.collection_year,
        of_year.la_code,
        of_year.child_id,
        of_year.school_phase,
        of_year.sen_provision,
        of_year.primary_type_of_need,
        2 AS span_in_years
    FROM in_census AS of_year
    INNER JOIN in_census AS before
        ON
            before.collection_year = of_year.collection_year
            AND before.la_code = of_year.la_code
            AND before.child_id = of_year.child_id
            AND before.of_year = of_year.of_year - 1
    WHERE of_year.of_year = of_year.collection_year
),

first_days AS (
    SELECT
        spans.collection_year,
        spans.la_code,
        spans.child_id,
        spans.span_in_years,
        min(greatest(episode.episode_started_on, year_begins_on(spans.collection_year + 1 - spans.span_in_years))) AS first_day
    FROM spans
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = spans.collection_year
            AND episode.la_code = spans.la_code
            AND episode.child_id = spans.child_id
    WHERE
        NOT episode.is_short_term_series
        AND coalesce(episode.episode_ceased_on > year_begins_on(spans.collection_year + 1 - spans.span_in_years), TRUE)
    GROUP BY spans.collection_year, spans.la_code, spans.child_id, spans.span_in_years
),

moved AS (
    SELECT
        first_days.collection_year,
        first_days.la_code,
        first_days.child_id,
        first_days.span_in_years,
        count(*) AS moves,
        sum(CASE WHEN move.is_mid_year THEN 1 ELSE 0 END) AS mid_year_moves,
        bool_or(move.is_mid_year AND move.is_in_year) AS moved_mid_year_in_year,
        bool_or(move.is_mid_year AND NOT move.is_in_year) AS moved_mid_year_before
    FROM first_days
    INNER JOIN core.school_moves AS move
        ON
            move.collection_year = first_days.collection_year
            AND move.la_code = first_days.la_code
            AND move.child_id = first_days.child_id
            AND move.moved_on >= first_days.first_day
            AND (move.is_in_year OR first_days.span_in_years = 2)
    GROUP BY first_days.collection_year, first_days.la_code, first_days.child_id, first_days.span_in_years
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.span_in_years,
    child.file_id,
    child.line,
    child.sex,
    child.age_group,
    child.ethnicity,
    child.legal_status,
    child.placement_type,
    child.uasc,
    spans.school_phase,
    CASE
        WHEN spans.sen_provision IN ('E', 'S') THEN 'ehc_plan'
        WHEN spans.sen_provision IN ('K', 'A', 'P') THEN 'sen_support'
        WHEN spans.sen_provision = 'N' THEN 'no_sen'
        ELSE 'sen_not_known'
    END AS sen_provision,
    CASE
        WHEN spans.sen_provision = 'N' OR spans.sen_provision IS NULL THEN 'no_type_of_need'
        WHEN spans.primary_type_of_need = 'BESD' THEN 'semh'
        WHEN spans.primary_type_of_need = 'DS' THEN 'oth'
        ELSE coalesce(lower(spans.primary_type_of_need), 'type_of_need_not_given')
    END AS primary_type_of_need,
    child.is_looked_after_12_months,
    CASE
        WHEN moved.moves = 1 THEN '1_school_move'
        WHEN moved.moves = 2 THEN '2_school_moves'
        WHEN moved.moves >= 3 THEN '3_or_more_school_moves'
        ELSE 'no_school_move'
    END AS any_school_move,
    CASE
        WHEN moved.mid_year_moves = 1 THEN '1_mid_year_move'
        WHEN moved.mid_year_moves = 2 THEN '2_mid_year_moves'
        WHEN moved.mid_year_moves >= 3 THEN '3_or_more_mid_year_moves'
        ELSE 'no_mid_year_move'
    END AS mid_year_school_move,
    coalesce(moved.moved_mid_year_in_year, FALSE) AS moved_mid_year_in_year,
    coalesce(moved.moved_mid_year_before, FALSE) AS moved_mid_year_before,
    first_days.first_day AS first_day_in_care
FROM spans
INNER JOIN core.placements_held AS child
    ON
        child.collection_year = spans.collection_year
        AND child.la_code = spans.la_code
        AND child.child_id = spans.child_id
        AND child.span_in_years = spans.span_in_years
LEFT JOIN first_days
    ON
        first_days.collection_year = spans.collection_year
        AND first_days.la_code = spans.la_code
        AND first_days.child_id = spans.child_id
        AND first_days.span_in_years = spans.span_in_years
LEFT JOIN moved
    ON
        moved.collection_year = spans.collection_year
        AND moved.la_code = spans.la_code
        AND moved.child_id = spans.child_id
        AND moved.span_in_years = spans.span_in_years
