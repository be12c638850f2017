-- A child who sought asylum alone, by the file of such children.
-- record: uasc
SELECT uasc.*
FROM raw.checked_uasc AS uasc
