-- One row per agency and quarter of which it said how many enquiries it had of people who want to adopt: how many.
-- grain: collection_year, la_code
-- source: guidance for the adoption data collection, Q1 2014-15, section D (enquiries)
-- counted: The enquiries of the quarter that the return is of, as the agency counts them.
-- not counted: A return states no enquiries of earlier quarters: those of a quarter that was not sent are not known.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    number_of_enquiries
FROM staged.adoption_enquiries
