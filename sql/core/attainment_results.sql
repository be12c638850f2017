-- One row per authority and attainment indicator: the two counts of children that were supplied.
-- grain: indicator, collection_year, la_code
-- source: children in care and adoption performance tables (2012), Attainment 1 to 4; supplied as figures
-- counted: As whoever made the file counted. The reader lets one row of an indicator and authority through.
-- not counted: Rows with a finding that set them aside.
SELECT
    indicator,
    collection_year,
    la_code,
    file_id,
    line,
    CAST(numerator AS BIGINT) AS numerator,
    CAST(denominator AS BIGINT) AS denominator
FROM staged.attainment
