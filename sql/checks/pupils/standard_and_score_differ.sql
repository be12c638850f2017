-- Results that say another expected standard than their scaled scores.
-- rule: standard_and_score_differ
-- record: key_stage_2_results
-- field: KS2_READSCORE
-- severity: query
-- effect: kept
-- message: A scaled score in reading, mathematics or grammar is 100 or more without the expected standard, or less with it. The standard is counted. Check both.
SELECT file_id, line
FROM raw.checked_key_stage_2_results
WHERE
    (reading_score >= 100) <> met_reading
    OR (mathematics_score >= 100) <> met_mathematics
    OR (grammar_score >= 100) <> met_grammar
