-- One row per child considered for Placements 3: placed more than 20 miles from home and outside the authority.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Placements 3; distance and locality as in tables A1
--   and A2; what is not known stays in the denominator: DfE's Local Authority Interactive Tool
-- counted: Children looked after on 31 March; in the numerator those whose placement on that day is more than 20 miles
--   from home and outside the boundary of the responsible authority.
-- not counted: Children under an agreed series of short-term placements only. A distance or locality that is not known
--   adds to the denominator alone.
WITH counted AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        child.distance_and_locality,
        'PLACE ' || coalesce(episode.placement, 'not known')
        || '; HOME_POST ' || coalesce(episode.home_postcode, 'not known')
        || '; PL_POST ' || coalesce(episode.placement_postcode, 'not known') AS facts
    FROM core.looked_after_on_31_march AS child
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = child.collection_year
            AND episode.file_id = child.file_id
            AND episode.line = child.line
)

SELECT
    'placements_3' AS indicator,
    collection_year,
    la_code,
    child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN distance_and_locality = 'over_20_miles_outside' THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(1 AS BIGINT) AS denominator,
    TRUE AS is_counted,
    CASE
        WHEN distance_and_locality = 'over_20_miles_outside' THEN 'over 20 miles and outside the authority'
        WHEN distance_and_locality = 'over_20_miles_inside' THEN 'over 20 miles, inside the authority'
        WHEN distance_and_locality LIKE 'up_to_20_miles_%' THEN '20 miles or less'
        ELSE 'distance or locality not known'
    END AS reason,
    facts
FROM counted
UNION ALL
SELECT 'placements_3', collection_year, la_code, child_id, 1, 0, 0, FALSE, reason, facts
FROM core.indicator_not_on_31_march
