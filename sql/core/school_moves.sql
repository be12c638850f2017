-- One row per child looked after on 31 March and day of moving to another school in the two years until then.
-- grain: collection_year, la_code, child_id, moved_on
-- source: DfE, Stability measures for children looked after 2024, methodology; the end of a phase, and the school that a child
--   comes from: First Release decision
-- counted: A main enrolment (C or M) that begins in the two years to 31 March in another institution than the child's main
--   enrolment before, or without one before. Mid-year are moves on other days than those from 1 August to 30 September.
-- not counted: Subsidiary enrolments; schools that took the place of the child's school; moves in August or September after the
--   last year group of the school that is left, or into year 12 or above.
WITH enrolments AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        institution,
        entered_on,
        min_by(year_group, census_on) AS year_group,
        max(last_year_group) AS last_year_group
    FROM core.pupil_records
    WHERE is_main AND entered_on IS NOT NULL
    GROUP BY collection_year, la_code, child_id, institution, entered_on
),

followed AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        institution,
        entered_on,
        year_group,
        lag(institution) OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY entered_on, institution
        ) AS left_institution,
        lag(last_year_group) OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY entered_on, institution
        ) AS last_year_group_left
    FROM enrolments
)

SELECT
    collection_year,
    la_code,
    child_id,
    entered_on AS moved_on,
    min(left_institution) AS left_institution,
    min(institution) AS institution,
    bool_or(month(entered_on) NOT IN (8, 9)) AS is_mid_year,
    entered_on >= year_begins_on(collection_year) AS is_in_year
FROM followed
WHERE
    entered_on BETWEEN year_begins_on(collection_year - 1) AND year_ends_on(collection_year)
    AND left_institution IS DISTINCT FROM institution
    AND NOT (
        month(entered_on) IN (8, 9)
        AND left_institution IS NOT NULL
        AND (coalesce(year_group > last_year_group_left, FALSE) OR coalesce(year_group >= 12, FALSE))
    )
GROUP BY collection_year, la_code, child_id, entered_on
