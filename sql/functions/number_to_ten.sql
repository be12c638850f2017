-- A number of periods of care or placements, those of 10 and more together.
number_to_ten(number) AS
    CASE WHEN number >= 10 THEN '10_or_more' ELSE CAST(number AS VARCHAR) END
