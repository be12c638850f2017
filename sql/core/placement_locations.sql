-- One row per pair of home and placement postcode in an authority's return: how far, inside or outside, and whose area.
-- grain: collection_year, la_code, home_postcode, placement_postcode
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables A1 and A2 on
--   distance and locality; straight line, one decimal and merged authorities: First Release decision
-- parts: by authority
-- counted: Distance is the straight line between the two postcodes. Inside means that the placement's postcode lies in
--   the area of the responsible authority as it was in the year.
-- not counted: Distance is not known when a postcode is missing or cannot be found. Locality is not known when the
--   placement's full postcode cannot be found: an outward code alone may cross a boundary.
WITH pairs AS (
    SELECT DISTINCT collection_year, la_code, home_postcode, placement_postcode
    FROM core.episodes
    WHERE returned_in = collection_year
),

found AS (
    SELECT
        pairs.collection_year,
        pairs.la_code,
        pairs.home_postcode,
        pairs.placement_postcode,
        miles_between(home.easting, home.northing, placement.easting, placement.northing) AS miles,
        CASE
            WHEN home.found_by = 'postcode' AND placement.found_by = 'postcode' THEN 'postcodes'
            WHEN home.found_by IS NOT NULL AND placement.found_by IS NOT NULL THEN 'outward codes'
            ELSE 'not known'
        END AS distance_known_by,
        placement.lad_code,
        district.la_code AS current_la_code
    FROM pairs
    LEFT JOIN core.postcode_points AS home ON home.postcode = pairs.home_postcode
    LEFT JOIN core.postcode_points AS placement ON placement.postcode = pairs.placement_postcode
    LEFT JOIN reference.district_local_authorities AS district ON district.lad_code = placement.lad_code
),

-- A part of today's map may have belonged to any of several authorities of the year: its own one is given the benefit.
areas AS (
    SELECT DISTINCT collection_year, la_code, current_la_code
    FROM found
    WHERE current_la_code IS NOT NULL
),

placed_in AS (
    SELECT
        areas.collection_year,
        areas.la_code,
        areas.current_la_code,
        CASE
            WHEN bool_or(then_was.la_code = areas.la_code) THEN areas.la_code
            ELSE min(then_was.la_code)
        END AS la_of_placement
    FROM areas
    INNER JOIN reference.placement_area_local_authorities AS then_was
        ON
            then_was.collection_year = areas.collection_year
            AND then_was.current_la_code = areas.current_la_code
    GROUP BY areas.collection_year, areas.la_code, areas.current_la_code
)

SELECT
    found.collection_year,
    found.la_code,
    found.home_postcode,
    found.placement_postcode,
    found.miles,
    found.distance_known_by,
    distance_band(found.miles) AS distance,
    CASE
        WHEN found.lad_code IS NULL THEN 'locality_not_known'
        WHEN placed_in.la_of_placement = found.la_code THEN 'inside'
        -- A district of Wales, Scotland or Northern Ireland has no English authority and is outside too.
        ELSE 'outside'
    END AS locality,
    placed_in.la_of_placement
FROM found
LEFT JOIN placed_in
    ON
        placed_in.collection_year = found.collection_year
        AND placed_in.la_code = found.la_code
        AND placed_in.current_la_code = found.current_la_code
