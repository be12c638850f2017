-- One row per figure of an authority that is out of bounds: what kind of warning it is, and which one it belongs to.
-- grain: measure, breakdown_key, la_code, compared_with
-- source: First Release decision: one cause, one warning: figures of one file of the return and one breakdown belong
--   together, and so does all that an authority has always had otherwise than its neighbours
-- counted: A figure out of bounds of its own past is a change. One out of bounds of its neighbours is a difference where
--   its own past does not bear it out, and a standing difference where it is as it was. Of a measure without a past the other
--   measures of the same file tell, by the same category, all of which must be as they were.
--   warned_subject and warned_part name its warning: the file and breakdown, or nothing where all of theirs are standing.
WITH past AS (
    SELECT distances.measure, distances.breakdown_key, distances.la_code, distances.distance, compared.subject
    FROM quality.distances AS distances
    INNER JOIN quality.compared_measures AS compared ON compared.measure = distances.measure
    WHERE distances.compared_with = 'own past'
),

elsewhere AS (
    SELECT subject, breakdown_key, la_code, max(abs(distance)) AS furthest
    FROM past
    WHERE breakdown_key <> ''
    GROUP BY subject, breakdown_key, la_code
),

told AS (
    SELECT
        outliers.measure,
        outliers.breakdown_key,
        outliers.la_code,
        outliers.compared_with,
        compared.subject,
        CASE outliers.breakdown_key
            WHEN '' THEN 'total'
            ELSE substr(outliers.breakdown_key, 1, strpos(outliers.breakdown_key, '=') - 1)
        END AS breakdown,
        CASE
            WHEN outliers.compared_with = 'own past' THEN 'change'
            WHEN coalesce(abs(past.distance), elsewhere.furthest) <= bounds.as_it_was THEN 'standing_difference'
            ELSE 'difference'
        END AS kind,
        outliers.number,
        outliers.base,
        outliers.distance,
        outliers.expected,
        outliers.lower,
        outliers.upper
    FROM quality.outliers AS outliers
    INNER JOIN quality.compared_measures AS compared ON compared.measure = outliers.measure
    CROSS JOIN quality.bounds AS bounds
    LEFT JOIN past
        ON
            past.measure = outliers.measure
            AND past.breakdown_key = outliers.breakdown_key
            AND past.la_code = outliers.la_code
    LEFT JOIN elsewhere
        ON
            elsewhere.subject = compared.subject
            AND elsewhere.breakdown_key = outliers.breakdown_key
            AND elsewhere.la_code = outliers.la_code
),

belonging AS (
    SELECT
        la_code,
        subject,
        breakdown,
        count(CASE WHEN kind <> 'standing_difference' THEN 1 END) = 0 AS is_standing
    FROM told
    GROUP BY la_code, subject, breakdown
)

SELECT
    told.measure,
    told.breakdown_key,
    told.la_code,
    told.compared_with,
    told.subject,
    told.breakdown,
    told.kind,
    told.number,
    told.base,
    told.distance,
    told.expected,
    told.lower,
    told.upper,
    CASE WHEN belonging.is_standing THEN '' ELSE told.subject END AS warned_subject,
    CASE WHEN belonging.is_standing THEN '' ELSE told.breakdown END AS warned_part
FROM told
INNER JOIN belonging
    ON
        belonging.la_code = told.la_code
        AND belonging.subject = told.subject
        AND belonging.breakdown = told.breakdown
