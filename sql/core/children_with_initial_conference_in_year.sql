-- One row per child with an initial child protection conference during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table C4
-- counted: Each child once for an authority, at the first conference of the year. A child of two authorities counts in
--   both.
-- not counted: Children whose conferences were in earlier years.
SELECT collection_year, la_code, child_id, file_id, line
FROM core.initial_conferences_in_year
QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY held_on) = 1
