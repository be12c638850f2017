-- Age band of the tables about social workers; age in completed years.
age_of_worker(age) AS
    CASE
        WHEN age < 20 THEN 'under_20'
        WHEN age < 30 THEN '20_to_29'
        WHEN age < 40 THEN '30_to_39'
        WHEN age < 50 THEN '40_to_49'
        WHEN age < 60 THEN '50_to_59'
        WHEN age >= 60 THEN '60_and_over'
        ELSE 'age_not_known'
    END
