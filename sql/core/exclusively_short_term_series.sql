-- One row per child looked after during the year under agreed series of short-term placements and in no other way.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of children
--   looked after exclusively under a series of short-term placements
-- parts: by authority
-- counted: Children with an episode under V3 or V4 between 1 April and 31 March.
-- not counted: Children who also had any other episode in the year: they are counted in all the other tables.
WITH in_year AS (
    SELECT collection_year, la_code, child_id, is_short_term_series, file_id, line
    FROM core.episodes
    WHERE
        episode_started_on <= year_ends_on(collection_year)
        AND coalesce(episode_ceased_on >= year_begins_on(collection_year), TRUE)
)

SELECT
    collection_year,
    la_code,
    child_id,
    min(file_id) AS file_id,
    min(line) AS line
FROM in_year
GROUP BY collection_year, la_code, child_id
HAVING bool_and(is_short_term_series)
