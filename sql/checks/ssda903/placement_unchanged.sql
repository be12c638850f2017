-- Episodes that begin since placement and carer changed, in the placement of the one before.
-- rule: placement_unchanged
-- record: episodes
-- field: PLACE
-- severity: query
-- effect: kept
-- message: RNE is P, but placement, provider, postcode and Ofsted number are those of the episode before. Correct them or RNE, or join the two episodes.
SELECT file_id, line
FROM (
    SELECT file_id, line, reason_for_new_episode, episode_started_on, placement, placement_postcode,
        coalesce(placement_provider, '') AS provider, coalesce(placement_urn, '') AS urn,
        lag(episode_ceased_on) OVER history AS ceased_before,
        lag(placement) OVER history AS placement_before,
        lag(placement_postcode) OVER history AS postcode_before,
        lag(coalesce(placement_provider, '')) OVER history AS provider_before,
        lag(coalesce(placement_urn, '')) OVER history AS urn_before
    FROM raw.checked_episodes
    WINDOW history AS (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'),
            CASE WHEN reason_for_new_episode = 'S' THEN 0 ELSE 1 END, file_id, line
    )
) AS episodes
WHERE reason_for_new_episode = 'P'
    AND ceased_before = episode_started_on
    AND placement_before = placement
    AND postcode_before = placement_postcode
    AND provider_before = provider
    AND urn_before = urn
