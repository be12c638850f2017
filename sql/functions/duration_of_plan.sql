-- Duration band of a child protection plan in calendar months; two years are more than 729 days, the last included.
-- Three months to the day is a band of its own: such a plan is in D5's "3 months or less" and in D6's "3 months or more".
duration_of_plan(started_on, until_on) AS
    CASE
        WHEN until_on < started_on THEN 'duration_not_known'
        WHEN date_diff('day', started_on, until_on) + 1 > 729 THEN '2_years_or_more'
        WHEN until_on < started_on + INTERVAL 3 MONTH THEN 'under_3_months'
        WHEN until_on = started_on + INTERVAL 3 MONTH THEN 'exactly_3_months'
        WHEN until_on <= started_on + INTERVAL 6 MONTH THEN 'over_3_to_6_months'
        WHEN until_on < started_on + INTERVAL 12 MONTH THEN 'over_6_months_to_1_year'
        WHEN until_on >= started_on + INTERVAL 12 MONTH THEN '1_to_2_years'
        ELSE 'duration_not_known'
    END
