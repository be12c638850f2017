-- One row per record sent that can be used: an episode of care.
-- grain: file_id, line
-- source: DfE specification of the SSDA903 return for the year
SELECT
    typed.collection_year,
    typed.la_code,
    typed.file_id,
    typed.line,
    typed.child_id,
    typed.episode_started_on,
    typed.reason_for_new_episode,
    typed.legal_status,
    typed.category_of_need,
    typed.placement,
    typed.placement_provider,
    typed.episode_ceased_on,
    typed.reason_episode_ceased,
    typed.reason_for_placement_change,
    typed.home_postcode,
    typed.placement_postcode,
    typed.placement_urn
FROM raw.typed_episodes AS typed
WHERE
    -- A finding may set a record aside; it stays in raw and in the quality report.
    NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)
    -- A return that cannot be used counts as missing: the authority is estimated, not half counted.
    AND NOT EXISTS (
        SELECT 1
        FROM raw.coverage AS coverage
        WHERE
            coverage."return" = 'ssda903'
            AND coverage.status = 'not usable'
            AND coverage.collection_year = typed.collection_year
            AND coverage.la_code = typed.la_code
    )
