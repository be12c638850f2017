-- Children whose home is not given. Asylum-seeking and abandoned ones may have none; of short breaks none is collected.
-- rule: home_postcode_missing
-- record: episodes
-- field: HOME_POST
-- severity: query
-- effect: kept
-- message: The home postcode is blank or unreadable, so the distance from home is not known. Fill in HOME_POST.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
LEFT JOIN (SELECT DISTINCT collection_year, la_code, child_id FROM raw.checked_uasc) AS uasc
    ON uasc.collection_year = episodes.collection_year
    AND uasc.la_code = episodes.la_code
    AND uasc.child_id = episodes.child_id
WHERE episodes.home_postcode IS NULL
    AND uasc.child_id IS NULL
    AND (episodes.category_of_need IS NULL OR episodes.category_of_need <> 'N8')
    AND (episodes.legal_status IS NULL OR episodes.legal_status NOT IN ('V3', 'V4'))
