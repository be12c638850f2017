-- Results in reading, writing and mathematics together that the three do not bear out.
-- rule: combined_standard_without_its_parts
-- record: key_stage_2_results
-- field: KS2_RWMEXP
-- severity: query
-- effect: kept
-- message: The expected standard in reading, writing and mathematics together is not what the three say. It is counted as sent. Check the four.
SELECT file_id, line
FROM raw.checked_key_stage_2_results
WHERE met_combined <> (met_reading AND met_writing AND met_mathematics)
