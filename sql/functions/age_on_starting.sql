-- Age of the adoption and special guardianship tables when the last period of care began, in single years to 6.
age_on_starting(age) AS
    CASE
        WHEN age < 1 THEN 'under_1'
        WHEN age < 7 THEN CAST(age AS VARCHAR)
        WHEN age >= 7 THEN '7_and_over'
        ELSE 'age_not_known'
    END
