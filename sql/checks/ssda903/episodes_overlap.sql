-- Episodes that begin before an earlier one of the same child has ended.
-- rule: episodes_overlap
-- record: episodes
-- field: DECOM
-- severity: error
-- effect: kept
-- message: The episode starts before an earlier episode of this child has ceased. Close the earlier one or correct the dates.
SELECT file_id, line
FROM (
    SELECT file_id, line, episode_started_on,
        max(coalesce(episode_ceased_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'), file_id, line
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_cease_before
    FROM raw.checked_episodes
) AS episodes
WHERE latest_cease_before > episode_started_on
