-- Band of a social worker's time in the service of the authority, in completed years. The bands are not confirmed by any document.
time_in_service(years) AS
    CASE
        WHEN years < 2 THEN 'under_2_years'
        WHEN years < 5 THEN '2_to_4_years'
        WHEN years < 10 THEN '5_to_9_years'
        WHEN years < 20 THEN '10_to_19_years'
        WHEN years < 30 THEN '20_to_29_years'
        WHEN years >= 30 THEN '30_years_and_over'
        ELSE 'time_not_known'
    END
