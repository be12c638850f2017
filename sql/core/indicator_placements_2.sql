-- One row per child considered for Placements 2: the same placement for at least two years.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Placements 2; the rule of the data set of placement
--   stability
-- counted: Children under 16 looked after on 31 March and for two and a half years until then; in the numerator those
--   two years or more in the same placement, or placed for adoption where that and the placement before it lasted two
--   years together.
-- not counted: Children of 16 and over, children looked after for less than two and a half years, and children whose
--   care followed an agreed series of short-term placements.
WITH counted AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        child.same_carer = 'same_carer_2_years' AS is_in_numerator,
        CASE
            WHEN
                child.same_carer = 'same_carer_2_years'
                AND child.placement_started_on <= make_date(child.collection_year - 2, 3, 31)
                THEN 'same placement for 2 years or more'
            WHEN child.same_carer = 'same_carer_2_years'
                THEN 'placed for adoption, with the placement before it 2 years or more'
            ELSE 'same placement for less than 2 years'
        END AS reason,
        'care since ' || CAST(child.period_started_on AS VARCHAR) || '; placement since '
        || coalesce(CAST(child.placement_started_on AS VARCHAR), 'not known') || '; PLACE '
        || upper(child.placement_code) AS facts
    FROM core.looked_after_2_and_half_years_aged_under_16 AS child
),

others AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        CASE
            WHEN child.age >= 16 THEN 'aged 16 or over on 31 March'
            WHEN child.age IS NULL THEN 'age not known'
            WHEN child.period_started_on <= make_date(child.collection_year - 3, 9, 30)
                THEN 'care followed an agreed series of short-term placements'
            WHEN period.is_start_known THEN 'looked after for less than two and a half years'
            ELSE 'start of care is not in the returns given'
        END AS reason,
        'care since ' || CAST(child.period_started_on AS VARCHAR) || '; age on 31 March '
        || coalesce(CAST(child.age AS VARCHAR), 'not known') AS facts
    FROM core.looked_after_on_31_march AS child
    INNER JOIN core.periods_of_care AS period
        ON
            period.collection_year = child.collection_year
            AND period.la_code = child.la_code
            AND period.child_id = child.child_id
            AND NOT period.is_short_term_series
            AND period.period_number = child.period_number
    WHERE
        NOT EXISTS (
            SELECT 1
            FROM counted
            WHERE
                counted.collection_year = child.collection_year
                AND counted.la_code = child.la_code
                AND counted.child_id = child.child_id
        )
)

SELECT
    'placements_2' AS indicator,
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
SELECT 'placements_2', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM others
