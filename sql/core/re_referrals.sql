-- One row per referral of a child during the year: was there another within the 365 days before?
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE methodology of the children in need statistics 2016 to 2017, table C1; that the returns of an authority
--   before count for nothing: DfE's file of 2024, in which Cumberland, in its first year, has 253 re-referrals of 2,375
--   referrals, 10.7 per cent, where Cumbria before it had 22
-- counted: Each referral of the year and the child's referral before it, which may be the latest before the year as the
--   return of the year before, or this one, tells. It is a re-referral when they are 365 days or fewer apart.
-- not counted: Referrals to another authority, also to one that the authority took over from in a merger or split: a
--   new authority's re-referrals are those that its own returns tell.
WITH known AS (
    SELECT collection_year, la_code, child_id, referred_on
    FROM core.referral_days
    UNION
    SELECT collection_year + 1 AS collection_year, la_code, child_id, referred_on
    FROM core.referral_days
),

pairs AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        referred_on,
        lag(referred_on) OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY referred_on
        ) AS referred_before_on
    FROM known
)

SELECT
    referral.collection_year,
    referral.la_code,
    referral.child_id,
    referral.file_id,
    referral.line,
    referral.referred_on,
    pair.referred_before_on,
    CASE
        WHEN date_diff('day', pair.referred_before_on, referral.referred_on) <= 365 THEN 're_referral'
        ELSE 'not_re_referral'
    END AS re_referral
FROM core.referrals_in_year AS referral
INNER JOIN pairs AS pair
    ON
        pair.collection_year = referral.collection_year
        AND pair.la_code = referral.la_code
        AND pair.child_id = referral.child_id
        AND pair.referred_on = referral.referred_on
