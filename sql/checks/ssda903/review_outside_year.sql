-- Reviews held outside the collection year.
-- rule: review_outside_year
-- record: reviews
-- field: REVIEW
-- severity: query
-- effect: kept
-- message: The review was not held in the collection year (1 April to 31 March), so it is not counted. Check REVIEW.
SELECT file_id, line
FROM raw.checked_reviews
WHERE reviewed_on NOT BETWEEN year_started_on AND year_ended_on
