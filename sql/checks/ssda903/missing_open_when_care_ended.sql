-- Missing incidents that go on after the child ceased to be looked after.
-- rule: missing_open_when_care_ended
-- record: missing
-- field: MIS_END
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The child ceased to be looked after while the incident went on. Fill in or correct MIS_END: it ends on that day at the latest.
SELECT missing.file_id, missing.line
FROM raw.checked_missing AS missing
JOIN (
    SELECT collection_year, la_code, child_id, max(coalesce(episode_ceased_on, DATE '9999-12-31')) AS ceased_on
    FROM raw.checked_episodes
    GROUP BY collection_year, la_code, child_id
) AS care
    ON care.collection_year = missing.collection_year
    AND care.la_code = missing.la_code
    AND care.child_id = missing.child_id
WHERE missing.missing_from <= care.ceased_on
    AND care.ceased_on <= missing.year_ended_on
    AND coalesce(missing.missing_until, DATE '9999-12-31') > care.ceased_on
