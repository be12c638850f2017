-- Pupils who are in Progress 8 without a score.
-- rule: progress_score_missing
-- record: key_stage_4_results
-- field: KS4_P8SCORE
-- severity: error
-- effect: kept
-- message: The pupil is in Progress 8 but has no score, and counts among the pupils with 0 points. Fill in the score, or correct KS4_INP8CALC.
SELECT file_id, line
FROM raw.checked_key_stage_4_results
WHERE has_progress_8 AND progress_8 IS NULL
