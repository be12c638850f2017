-- Duration band of need that lasted from one day until another, in calendar months.
duration_of_need(started_on, until_on) AS
    CASE
        WHEN until_on < started_on THEN 'duration_not_known'
        WHEN until_on <= started_on + INTERVAL 3 MONTH THEN '3_months_or_less'
        WHEN until_on <= started_on + INTERVAL 6 MONTH THEN 'over_3_to_6_months'
        WHEN until_on < started_on + INTERVAL 12 MONTH THEN 'over_6_months_to_1_year'
        WHEN until_on < started_on + INTERVAL 24 MONTH THEN '1_to_2_years'
        WHEN until_on >= started_on + INTERVAL 24 MONTH THEN '2_years_or_more'
        ELSE 'duration_not_known'
    END
