-- One row per referral of a child during the year.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics, tables C1, C5 and C6
-- counted: Referrals between 1 April and 31 March, those without further action too; a child may have several.
-- not counted: A second referral of the child on the same day; referrals of earlier years whose case is still open.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    referred_on,
    outcome_of_referral,
    source_of_referral,
    month_name_of(referred_on) AS month_of_referral
FROM core.referral_days
WHERE referred_on >= year_begins_on(collection_year)
