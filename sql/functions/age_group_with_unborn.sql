-- Age band of the tables about children in need; age in completed years, below 0 for a child not yet born.
age_group_with_unborn(age) AS
    CASE
        WHEN age < 0 THEN 'unborn'
        WHEN age < 1 THEN 'under_1'
        WHEN age < 5 THEN '1_to_4'
        WHEN age < 10 THEN '5_to_9'
        WHEN age < 16 THEN '10_to_15'
        WHEN age >= 16 THEN '16_and_over'
        ELSE 'age_not_known'
    END
