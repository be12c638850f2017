-- Children's homes without Ofsted's number.
-- rule: placement_urn_missing
-- record: episodes
-- field: URN
-- severity: query
-- effect: kept
-- years: 2016-
-- message: The placement is in a children's home (K1, K2), but Ofsted's number is blank. Fill in URN.
SELECT file_id, line
FROM raw.checked_episodes
WHERE placement IN ('K1', 'K2') AND placement_urn IS NULL
