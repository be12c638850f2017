-- One row per child referred during the year: was any of the referrals within 365 days of another?
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table C1
-- counted: Each child once for an authority, at the first re-referral of the year if there is one.
-- not counted: Children referred in earlier years only.
SELECT collection_year, la_code, child_id, file_id, line, re_referral
FROM core.re_referrals
QUALIFY
    row_number() OVER (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY CASE WHEN re_referral = 're_referral' THEN 0 ELSE 1 END, referred_on
    ) = 1
