-- One row per year and authority whose children's school moves cannot be known, with the reason.
-- grain: collection_year, la_code
-- source: DfE, Stability measures for children looked after 2024: no figures of 2020, for want of a summer census; that an
--   authority's own schools have to be in each census: First Release decision
-- counted: Every authority of a year whose autumn or spring census, or the summer census just after it, was not sent; and an
--   authority none of whose schools is in one of them.
-- not counted: Years without the summer census inside the year: there, age counts at the start of the later academic year.
WITH needed AS (
    SELECT DISTINCT collection_year, unnest(['AUT', 'SPR', 'SUM']) AS term FROM reference.reporting_units
),

sent AS (
    SELECT DISTINCT collection_year, term, school_la_code FROM staged.school_enrolments
),

lacking AS (
    SELECT
        units.collection_year,
        units.la_code,
        needed.term,
        taken.term IS NOT NULL AS is_sent_by_others
    FROM reference.reporting_units AS units
    INNER JOIN needed ON needed.collection_year = units.collection_year
    LEFT JOIN (SELECT DISTINCT collection_year, term FROM sent) AS taken
        ON taken.collection_year = needed.collection_year AND taken.term = needed.term
    LEFT JOIN sent
        ON
            sent.collection_year = needed.collection_year
            AND sent.term = needed.term
            AND sent.school_la_code = units.la_code
    WHERE sent.term IS NULL
)

SELECT
    collection_year,
    la_code,
    CASE WHEN bool_and(is_sent_by_others) THEN 'none of its schools in the school census: ' ELSE 'no school census: ' END || string_agg(
        CASE term WHEN 'AUT' THEN 'autumn' WHEN 'SPR' THEN 'spring' WHEN 'SUM' THEN 'summer after 31 March' END,
        ', ' ORDER BY term
    ) AS reason
FROM lacking
GROUP BY collection_year, la_code
