-- Referrals made while an earlier episode of the same child was open.
-- rule: referral_while_another_open
-- record: referrals
-- field: CINreferralDate
-- severity: error
-- effect: kept
-- message: The child has an earlier CINdetails that was not closed before this referral. Close it or join the two.
SELECT file_id, element
FROM (
    SELECT
        file_id,
        element,
        referred_on,
        max(coalesce(closed_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY referred_on, file_id, element
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_closure_before
    FROM raw.checked_cin_referrals
    WHERE referred_on IS NOT NULL AND NOT coalesce(is_no_further_action, FALSE)
) AS referrals
WHERE latest_closure_before > referred_on
