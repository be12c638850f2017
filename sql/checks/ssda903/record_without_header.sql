-- Records other than episodes of a child who has no header.
-- rule: record_without_header
-- record: every file but Header and Episodes
-- field: CHILD
-- severity: query
-- effect: kept
-- message: The child has no Header record. Add the child to Header, or check CHILD.
SELECT records.file_id, records.line
FROM (
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_reviews
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_uasc
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_oc2
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_oc3
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_ad1
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_placed_adoption
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_previous_permanence
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_missing
    UNION ALL
    SELECT collection_year, la_code, file_id, line, child_id FROM raw.checked_social_worker_episodes
) AS records
LEFT JOIN raw.checked_header AS header
    ON header.collection_year = records.collection_year
    AND header.la_code = records.la_code
    AND header.child_id = records.child_id
WHERE header.child_id IS NULL
