-- Age band of special guardians; age in completed years.
age_of_guardian(age) AS
    CASE
        WHEN age < 20 THEN 'guardian_18_to_19'
        WHEN age < 30 THEN 'guardian_20_to_29'
        WHEN age < 40 THEN 'guardian_30_to_39'
        WHEN age < 50 THEN 'guardian_40_to_49'
        WHEN age < 60 THEN 'guardian_50_to_59'
        WHEN age >= 60 THEN 'guardian_60_and_over'
        ELSE 'guardian_age_not_known'
    END
