-- Reviews of one plan on the same day.
-- rule: review_repeated
-- record: reviews
-- field: CPPreviewDate
-- severity: query
-- effect: kept
-- message: The plan has a review of this day already. Send it once.
SELECT file_id, element
FROM (
    SELECT
        file_id,
        element,
        row_number() OVER (
            PARTITION BY file_id, child_number, referral_number, plan_number, reviewed_on
            ORDER BY element
        ) AS place
    FROM raw.checked_cin_reviews
    WHERE reviewed_on IS NOT NULL
) AS reviews
WHERE place > 1
