-- One row per child looked after on 31 March and in the year before, and measure of stability: in which of the two years it
-- was high.
-- grain: collection_year, la_code, child_id, measure_of_stability
-- source: method of the Stability Index 2019, consecutive years; the high of DfE's measures of 2024; what a year holds of a
--   child's schools and workers: First Release decision
-- counted: High are three or more placements, a mid-year school move, and three or more social workers, in the year and in the
--   year before. Schools are those of children in the school measure over two years, workers those of the return of the year,
--   which asks for both from 2025 on.
-- not counted: Children of whom the measure is not known over two years.
WITH placed AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        sum(
            CASE
                WHEN
                    placement.started_on <= year_ends_on(child.collection_year)
                    AND coalesce(placement.ceased_on > year_begins_on(child.collection_year), TRUE)
                    THEN 1
                ELSE 0
            END
        ) >= 3 AS is_high_in_year,
        sum(
            CASE
                WHEN
                    placement.started_on <= year_ends_on(child.collection_year - 1)
                    AND coalesce(placement.ceased_on > year_begins_on(child.collection_year - 1), TRUE)
                    THEN 1
                ELSE 0
            END
        ) >= 3 AS is_high_before
    FROM core.looked_after_2_years_on_31_march AS child
    LEFT JOIN core.placements AS placement
        ON
            placement.collection_year = child.collection_year
            AND placement.la_code = child.la_code
            AND placement.child_id = child.child_id
    GROUP BY child.collection_year, child.la_code, child.child_id
),

worked AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        count(
            DISTINCT CASE
                WHEN coalesce(social_worker_ceased_on >= year_begins_on(collection_year), TRUE) THEN social_worker
            END
        ) >= 3 AS is_high_in_year,
        count(
            DISTINCT CASE WHEN social_worker_started_on < year_begins_on(collection_year) THEN social_worker END
        ) >= 3 AS is_high_before
    FROM core.social_worker_episodes_held
    WHERE span_in_years = 2
    GROUP BY collection_year, la_code, child_id
),

every_measure AS (
    SELECT collection_year, la_code, child_id, 'placements' AS measure_of_stability, is_high_in_year, is_high_before
    FROM placed
    UNION ALL
    SELECT
        collection_year,
        la_code,
        child_id,
        'school_moves' AS measure_of_stability,
        moved_mid_year_in_year AS is_high_in_year,
        moved_mid_year_before AS is_high_before
    FROM core.school_stability
    WHERE span_in_years = 2
    UNION ALL
    SELECT collection_year, la_code, child_id, 'social_workers' AS measure_of_stability, is_high_in_year, is_high_before
    FROM worked
)

SELECT
    found.collection_year,
    found.la_code,
    found.child_id,
    found.measure_of_stability,
    child.file_id,
    child.line,
    CASE
        WHEN coalesce(found.is_high_in_year, FALSE) AND coalesce(found.is_high_before, FALSE) THEN 'high_in_both_years'
        WHEN coalesce(found.is_high_in_year, FALSE) THEN 'high_in_second_year_alone'
        WHEN coalesce(found.is_high_before, FALSE) THEN 'high_in_first_year_alone'
        ELSE 'high_in_neither_year'
    END AS years_of_instability
FROM every_measure AS found
INNER JOIN core.looked_after_2_years_on_31_march AS child
    ON
        child.collection_year = found.collection_year
        AND child.la_code = found.la_code
        AND child.child_id = found.child_id
