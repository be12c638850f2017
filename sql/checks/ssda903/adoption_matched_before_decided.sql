-- Matches with adopters that precede the decision for adoption.
-- rule: adoption_matched_before_decided
-- record: ad1
-- field: DATE_MATCH
-- severity: query
-- effect: kept
-- message: The child was matched with adopters before it was decided that adoption is right. Check DATE_INT and DATE_MATCH.
SELECT file_id, line
FROM raw.checked_ad1
WHERE matched_on < decided_on
