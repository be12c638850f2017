-- Strengths and difficulties: neither a score nor a reason for none, or both.
-- rule: oc2_score_and_reason
-- record: oc2
-- field: SDQ_SCORE
-- severity: query
-- effect: kept
-- message: From the 4th to the 17th birthday OC2 needs either SDQ_SCORE or SDQ_REASON, and not both. Complete or correct them.
SELECT file_id, line
FROM raw.checked_oc2
WHERE (sdq_score IS NOT NULL AND sdq_reason IS NOT NULL)
    OR (
        sdq_score IS NULL
        AND sdq_reason IS NULL
        AND date_of_birth + INTERVAL '4' YEAR <= year_ended_on
        AND date_of_birth + INTERVAL '17' YEAR > year_ended_on
    )
