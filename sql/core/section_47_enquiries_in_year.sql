-- One row per enquiry under section 47 that started during the year.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE methodology of the children in need statistics 2016 to 2017, table C4
-- counted: Enquiries that started between 1 April and 31 March; a child may have several.
-- not counted: A second enquiry about the child with the same start.
SELECT
    enquiry.collection_year,
    enquiry.la_code,
    child.child_id,
    enquiry.file_id,
    enquiry.line,
    enquiry.started_on
FROM staged.cin_section_47 AS enquiry
INNER JOIN core.cin_children AS child
    ON child.file_id = enquiry.file_id AND child.child_number = enquiry.child_number
WHERE enquiry.started_on BETWEEN year_begins_on(enquiry.collection_year) AND year_ends_on(enquiry.collection_year)
QUALIFY
    row_number() OVER (
        PARTITION BY enquiry.collection_year, enquiry.la_code, child.child_id, enquiry.started_on
        ORDER BY enquiry.file_id, enquiry.element
    ) = 1
