-- Straight line between two points of the national grid (metres), in miles of 1,609.344 metres.
miles_between(easting, northing, other_easting, other_northing) AS
    sqrt(
        CAST((easting - other_easting) AS DOUBLE) * (easting - other_easting)
        + CAST((northing - other_northing) AS DOUBLE) * (northing - other_northing)
    ) / 1609.344
