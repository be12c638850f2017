-- Children whose episode goes on beyond their 18th birthday, unless they were accommodated in a children's home (V2, K2).
-- rule: looked_after_at_18
-- record: episodes
-- field: DEC
-- severity: error
-- effect: kept
-- message: The episode goes on after the 18th birthday, when a child ceases to be looked after. Fill in DEC, or check DOB in Header.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
JOIN raw.checked_header AS header
    ON header.collection_year = episodes.collection_year
    AND header.la_code = episodes.la_code
    AND header.child_id = episodes.child_id
WHERE coalesce(episodes.episode_ceased_on, episodes.year_ended_on) > header.date_of_birth + INTERVAL '18' YEAR + INTERVAL '1' DAY
    AND NOT (coalesce(episodes.legal_status, '') = 'V2' AND coalesce(episodes.placement, '') = 'K2')
