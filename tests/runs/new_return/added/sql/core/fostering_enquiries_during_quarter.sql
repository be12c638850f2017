-- One row per agency and kind of enquiry: how many there were in the quarter.
-- grain: collection_year, la_code, kind_of_enquiry
-- source: invented for a test
-- counted: Every enquiry of the return.
-- not counted: Enquiries whose kind is not known.
SELECT
    collection_year,
    la_code,
    CASE kind_of_enquiry WHEN 'T' THEN 'telephone' WHEN 'W' THEN 'web' END AS kind_of_enquiry,
    number_of_enquiries
FROM staged.fostering_enquiries
WHERE kind_of_enquiry IS NOT NULL AND number_of_enquiries IS NOT NULL
