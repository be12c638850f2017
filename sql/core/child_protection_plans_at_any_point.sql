-- One row per child protection plan at any point during the year.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE children in need statistics, table D1
-- counted: Plans that started on or before 31 March and had not ended before 1 April.
-- not counted: Plans that ended in earlier years and are sent again.
SELECT collection_year, la_code, child_id, file_id, line, started_on, ended_on
FROM core.child_protection_plans
WHERE coalesce(ended_on >= year_begins_on(collection_year), TRUE)
