-- Age band of the tables about children who ceased to be looked after, single years from 16; ages in completed years,
-- on the day and the day before: who was 17 the day before an end at 18 left on the birthday itself.
age_on_ceasing(age, age_the_day_before) AS
    CASE
        WHEN age < 1 THEN 'under_1'
        WHEN age < 5 THEN '1_to_4'
        WHEN age < 10 THEN '5_to_9'
        WHEN age < 16 THEN '10_to_15'
        WHEN age = 16 THEN '16'
        WHEN age = 17 THEN '17'
        WHEN age = 18 AND age_the_day_before = 17 THEN '18_on_birthday'
        WHEN age >= 18 THEN '18_after_birthday'
        ELSE 'age_not_known'
    END
