-- Duration band of a decision for adoption from the day it was made until another day, in calendar months.
duration_of_decision(decided_on, until_on) AS
    CASE
        WHEN until_on < decided_on THEN 'duration_of_decision_not_known'
        WHEN until_on < decided_on + INTERVAL 6 MONTH THEN 'under_6_months'
        WHEN until_on < decided_on + INTERVAL 12 MONTH THEN '6_months_to_1_year'
        WHEN until_on < decided_on + INTERVAL 24 MONTH THEN '1_to_2_years'
        WHEN until_on < decided_on + INTERVAL 36 MONTH THEN '2_to_3_years'
        WHEN until_on >= decided_on + INTERVAL 36 MONTH THEN '3_years_and_over'
        ELSE 'duration_of_decision_not_known'
    END
