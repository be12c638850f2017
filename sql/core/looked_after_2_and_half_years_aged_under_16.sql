-- One row per child under 16 looked after on 31 March and for two and a half years until then: with the same carer?
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement
--   stability (the rule in force since 2021)
-- parts: by authority
-- counted: Children under 16 on 31 March whose period of care began on or before 30 September two and a half years
--   before. Same carer for two years: the placement began on or before 31 March two years before, or the child is
--   placed for adoption (A3 to A6) and the placement directly before it began by then.
-- not counted: Children whose period of care followed, on the same day, an agreed series of short-term placements.
WITH long_looked_after AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        period_number,
        period_started_on,
        placement_code,
        sex,
        age_group,
        ethnicity,
        legal_status,
        placement,
        uasc
    FROM core.looked_after_on_31_march AS child
    WHERE
        age < 16
        AND period_started_on <= make_date(collection_year - 3, 9, 30)
        AND NOT EXISTS (
            SELECT 1
            FROM core.episodes AS series
            WHERE
                series.collection_year = child.collection_year
                AND series.la_code = child.la_code
                AND series.child_id = child.child_id
                AND series.is_short_term_series
                AND series.episode_ceased_on = child.period_started_on
        )
),

-- The last placement of the period is the present one, also while the child is away from it on a temporary move.
present_placement AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        period_number,
        started_on,
        CASE
            WHEN lag(ceased_on) OVER (
                PARTITION BY collection_year, la_code, child_id, period_number ORDER BY placement_number
            ) = started_on
                THEN lag(started_on) OVER (
                    PARTITION BY collection_year, la_code, child_id, period_number ORDER BY placement_number
                )
        END AS adjoining_placement_started_on
    FROM core.placements
    WHERE started_on <= year_ends_on(collection_year)
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id, period_number ORDER BY placement_number DESC
        ) = 1
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.file_id,
    child.line,
    child.period_started_on,
    child.placement_code,
    placement.started_on AS placement_started_on,
    child.sex,
    child.age_group,
    child.ethnicity,
    child.legal_status,
    child.placement,
    child.uasc,
    CASE
        WHEN placement.started_on <= make_date(child.collection_year - 2, 3, 31) THEN 'same_carer_2_years'
        WHEN
            child.placement_code IN ('a3', 'a4', 'a5', 'a6')
            AND placement.adjoining_placement_started_on <= make_date(child.collection_year - 2, 3, 31)
            THEN 'same_carer_2_years'
        ELSE 'not_same_carer_2_years'
    END AS same_carer
FROM long_looked_after AS child
LEFT JOIN present_placement AS placement
    ON
        placement.collection_year = child.collection_year
        AND placement.la_code = child.la_code
        AND placement.child_id = child.child_id
        AND placement.period_number = child.period_number
