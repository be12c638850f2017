-- One row per count of an area: what its local authorities add up to.
-- grain: measure, collection_year, area_code, breakdown_key
-- source: methodology of the children in need release 2016 to 2017, section 5
-- counted: Regions and England add up the counts of their authorities before these are rounded.
SELECT
    counts.measure,
    counts.collection_year,
    members.area_level,
    members.area_code,
    counts.breakdown_key,
    CAST(sum(counts.value) AS BIGINT) AS added_value,
    CAST(sum(counts.known_value) AS BIGINT) AS known_value
FROM grossed.counts_behind_areas AS counts
INNER JOIN grossed.area_members AS members
    ON members.collection_year = counts.collection_year AND members.la_code = counts.la_code
GROUP BY
    counts.measure, counts.collection_year, members.area_level, members.area_code, counts.breakdown_key
