-- One row per social worker of any looked-after child on 30 September of the year, as SSDA903 tells.
-- grain: collection_year, la_code, social_worker
-- source: DfE specification of the SSDA903 return, SWEpisodes; the day is that of the return of social workers
-- counted: Episodes that began by 30 September and had not ended before it; a person is counted once, by identifier.
-- not counted: Episodes without an identifier, of which nobody can say whose they are.
SELECT DISTINCT
    collection_year,
    la_code,
    upper(trim(social_worker_id)) AS social_worker
FROM staged.social_worker_episodes
WHERE
    trim(coalesce(social_worker_id, '')) <> ''
    AND social_worker_started_on <= make_date(collection_year - 1, 9, 30)
    AND coalesce(social_worker_ceased_on >= make_date(collection_year - 1, 9, 30), TRUE)
