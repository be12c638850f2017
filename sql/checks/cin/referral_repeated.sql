-- Referrals of one child on the same day that differ.
-- rule: referral_repeated
-- record: referrals
-- field: CINreferralDate
-- severity: error
-- effect: kept
-- message: Another CINdetails of this child has the same CINreferralDate but differs. Join the two or correct the date.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE
    (collection_year, la_code, child_id, referred_on) IN (
        SELECT (collection_year, la_code, child_id, referred_on)
        FROM raw.checked_cin_referrals
        WHERE referred_on IS NOT NULL
        GROUP BY collection_year, la_code, child_id, referred_on
        HAVING count(*) > 1
    )
