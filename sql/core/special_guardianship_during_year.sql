-- One row per child for whom a special guardianship order ended an authority's care during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E5
-- parts: by authority
-- counted: Children who ceased to be looked after in the year and whose last ceasing was by special guardianship: E43
--   and E44 until 2018, E45 to E48 since.
-- not counted: Orders made for children who were not looked after until then.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    ceased_on,
    sex,
    age_on_ceasing,
    age_on_starting,
    age_known,
    reason_episode_ceased,
    category_of_need,
    ethnicity,
    legal_status AS final_legal_status,
    duration_of_period_of_care
FROM core.ceased_during_year
WHERE reason_episode_ceased IN ('e43', 'e44', 'e45', 'e46', 'e47', 'e48')
