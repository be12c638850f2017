-- One row per authority and attainment indicator: the two counts of children, of matched pupils or as they were supplied.
-- grain: indicator, collection_year, la_code
-- source: children in care and adoption performance tables (2012), Attainment 1 to 4; which indicators come from pupil data where that
--   is there: First Release decision (reference.attainment_of_pupils)
-- counted: Pupils matched for the release of outcomes, where the indicator is declared to come from them and they are known. Else as whoever
--   made the results file counted; its reader lets one row of an indicator and authority through.
-- not counted: Rows of a results file with a finding that set them aside, or beside counts of matched pupils.
SELECT
    what AS indicator,
    collection_year,
    la_code,
    CAST(NULL AS BIGINT) AS file_id,
    CAST(NULL AS BIGINT) AS line,
    CAST(numerator AS BIGINT) AS numerator,
    CAST(denominator AS BIGINT) AS denominator
FROM core.attainment_of_pupils
UNION ALL
SELECT
    supplied.indicator,
    supplied.collection_year,
    supplied.la_code,
    supplied.file_id,
    supplied.line,
    CAST(supplied.numerator AS BIGINT) AS numerator,
    CAST(supplied.denominator AS BIGINT) AS denominator
FROM staged.attainment AS supplied
LEFT JOIN core.attainment_of_pupils AS matched
    ON
        matched.what = supplied.indicator
        AND matched.collection_year = supplied.collection_year
        AND matched.la_code = supplied.la_code
WHERE matched.what IS NULL
