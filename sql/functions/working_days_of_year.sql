-- Working days of a year to 30 September, as the department counts them: 253, in a leap year 254.
working_days_of_year(collection_year) AS
    CASE WHEN collection_year % 4 = 0 THEN 254 ELSE 253 END
