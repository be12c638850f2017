-- One row per child with an enquiry under section 47 that started during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table C4
-- counted: Each child once for an authority, at the first enquiry of the year. A child of two authorities counts in
--   both.
-- not counted: Children whose enquiries started in earlier years.
SELECT collection_year, la_code, child_id, file_id, line
FROM core.section_47_enquiries_in_year
QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY started_on) = 1
