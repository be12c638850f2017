-- One row per child referred during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table C1
-- counted: Each child once for an authority, as in the first referral of the year. A child of two authorities counts in
--   both.
-- not counted: Children referred in earlier years only.
SELECT collection_year, la_code, child_id, file_id, line
FROM core.referrals_in_year
QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY referred_on) = 1
