-- OC2 records of children not looked after both on 31 March and a year before.
-- rule: oc2_not_looked_after_12_months
-- record: oc2
-- field: CHILD
-- severity: query
-- effect: kept
-- message: OC2 is for children looked after for 12 months or more on 31 March, and the episodes say otherwise. Check them.
SELECT oc2.file_id, oc2.line
FROM raw.checked_oc2 AS oc2
LEFT JOIN (
    SELECT collection_year, la_code, child_id
    FROM raw.checked_episodes
    WHERE legal_status IS NULL OR legal_status NOT IN ('V3', 'V4')
    GROUP BY collection_year, la_code, child_id
    HAVING min(episode_started_on) <= min(year_started_on)
        AND max(coalesce(episode_ceased_on, DATE '9999-12-31')) > max(year_ended_on)
        AND count(CASE WHEN reason_for_new_episode = 'S' AND episode_started_on > year_started_on THEN 1 END) = 0
) AS cohort
    ON cohort.collection_year = oc2.collection_year
    AND cohort.la_code = oc2.la_code
    AND cohort.child_id = oc2.child_id
WHERE cohort.child_id IS NULL
