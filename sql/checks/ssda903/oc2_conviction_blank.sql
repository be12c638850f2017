-- Outcomes of children of 10 and over without CONVICTED, which counts as no.
-- rule: oc2_conviction_blank
-- record: oc2
-- field: CONVICTED
-- severity: query
-- effect: kept
-- message: OC2 asks for CONVICTED of children of 10 and over; a blank is counted as no. Fill in 1 or 0.
SELECT file_id, line
FROM raw.checked_oc2
WHERE is_convicted IS NULL AND date_of_birth + INTERVAL '10' YEAR <= year_ended_on
