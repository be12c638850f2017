-- Children born after an episode of theirs began.
-- rule: born_after_episode_started
-- record: episodes
-- field: DECOM
-- severity: error
-- effect: kept
-- message: The episode starts before the child was born. Correct DECOM, or DOB in Header.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
JOIN raw.checked_header AS header
    ON header.collection_year = episodes.collection_year
    AND header.la_code = episodes.la_code
    AND header.child_id = episodes.child_id
WHERE header.date_of_birth > episodes.episode_started_on
