-- Duration band of a placement that ceased: a week of days, then calendar months.
duration_of_placement(started_on, until_on) AS
    CASE
        WHEN until_on < started_on THEN 'duration_of_placement_not_known'
        WHEN date_diff('day', started_on, until_on) <= 7 THEN '1_to_7_days'
        WHEN until_on < started_on + INTERVAL 1 MONTH THEN '8_days_to_1_month'
        WHEN until_on < started_on + INTERVAL 3 MONTH THEN '1_to_3_months'
        WHEN until_on < started_on + INTERVAL 6 MONTH THEN '3_to_6_months'
        WHEN until_on < started_on + INTERVAL 12 MONTH THEN '6_months_to_1_year'
        WHEN until_on < started_on + INTERVAL 24 MONTH THEN '1_to_2_years'
        WHEN until_on < started_on + INTERVAL 60 MONTH THEN '2_to_5_years'
        WHEN until_on >= started_on + INTERVAL 60 MONTH THEN '5_years_and_over'
        ELSE 'duration_of_placement_not_known'
    END
