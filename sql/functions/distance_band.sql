-- Distance band of a placement from home; miles are rounded to one decimal first, ties up: 20.04 is 20.0 and within.
distance_band(miles) AS
    CASE
        WHEN miles < 20.05 THEN 'up_to_20_miles'
        WHEN miles >= 20.05 THEN 'over_20_miles'
        ELSE 'distance_not_known'
    END
