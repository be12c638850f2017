-- Duration band of a period of care or a placement from one day until another: weeks of 7 days, then calendar months.
duration_of_care(started_on, until_on) AS
    CASE
        WHEN until_on < started_on THEN 'duration_not_known'
        WHEN date_diff('day', started_on, until_on) < 14 THEN 'under_2_weeks'
        WHEN date_diff('day', started_on, until_on) < 56 THEN '2_weeks_to_8_weeks'
        WHEN until_on < started_on + INTERVAL 6 MONTH THEN '8_weeks_to_6_months'
        WHEN until_on < started_on + INTERVAL 12 MONTH THEN '6_months_to_1_year'
        WHEN until_on < started_on + INTERVAL 24 MONTH THEN '1_to_2_years'
        WHEN until_on < started_on + INTERVAL 36 MONTH THEN '2_to_3_years'
        WHEN until_on < started_on + INTERVAL 60 MONTH THEN '3_to_5_years'
        WHEN until_on < started_on + INTERVAL 120 MONTH THEN '5_to_10_years'
        WHEN until_on >= started_on + INTERVAL 120 MONTH THEN '10_years_and_over'
        ELSE 'duration_not_known'
    END
