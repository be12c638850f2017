-- One row per child adopted from an authority's care during the year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table E1
-- counted: Children who ceased to be looked after in the year and whose last ceasing was by adoption (E11, E12).
-- not counted: Adoptions of children who were not looked after until then.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    ceased_on,
    age,
    sex,
    age_on_ceasing,
    ethnicity
FROM core.ceased_during_year
WHERE reason_episode_ceased IN ('e11', 'e12')
