-- Duration band of an assessment; working days after the day it started, up to the day it was authorised.
assessment_band(working_days) AS
    CASE
        WHEN working_days < 0 THEN 'working_days_not_known'
        WHEN working_days = 0 THEN 'same_day'
        WHEN working_days <= 10 THEN '1_to_10_days'
        WHEN working_days <= 20 THEN '11_to_20_days'
        WHEN working_days <= 30 THEN '21_to_30_days'
        WHEN working_days <= 40 THEN '31_to_40_days'
        WHEN working_days <= 45 THEN '41_to_45_days'
        WHEN working_days <= 50 THEN '46_to_50_days'
        WHEN working_days <= 60 THEN '51_to_60_days'
        WHEN working_days > 60 THEN '61_days_or_more'
        ELSE 'working_days_not_known'
    END
