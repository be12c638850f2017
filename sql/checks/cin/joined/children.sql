-- A child, and what its referrals and disabilities come to.
-- record: children
-- referrals: referrals
-- has_further_action: referrals.is_no_further_action
-- disabilities: disabilities
-- latest_closed_on: referrals.closed_on
WITH referrals AS (
    SELECT
        file_id,
        child_number,
        count(*) AS referrals,
        coalesce(bool_or(NOT is_no_further_action), FALSE) AS has_further_action,
        max(coalesce(closed_on, DATE '9999-12-31')) AS latest_closed_on
    FROM raw.checked_cin_referrals
    GROUP BY file_id, child_number
),
disabilities AS (
    SELECT file_id, child_number, count(*) AS disabilities
    FROM raw.checked_cin_disabilities
    GROUP BY file_id, child_number
)
SELECT
    children.*,
    coalesce(referrals.referrals, 0) AS referrals,
    coalesce(referrals.has_further_action, FALSE) AS has_further_action,
    referrals.latest_closed_on,
    coalesce(disabilities.disabilities, 0) AS disabilities
FROM raw.checked_cin_children AS children
LEFT JOIN referrals ON referrals.file_id = children.file_id AND referrals.child_number = children.child_number
LEFT JOIN disabilities
    ON disabilities.file_id = children.file_id AND disabilities.child_number = children.child_number
