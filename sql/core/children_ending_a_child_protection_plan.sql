-- One row per child with a child protection plan that ended during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table D1
-- counted: Each child once for an authority, at the last plan that ended. A child of two authorities counts in both.
-- not counted: Children without such a plan.
SELECT collection_year, la_code, child_id, file_id, line
FROM core.child_protection_plans_ending
QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY ended_on DESC, started_on DESC) = 1
