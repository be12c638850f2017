-- Duration band of an incident of being missing or away; days from its start to its end or to 31 March.
duration_of_incident(days) AS
    CASE
        WHEN days < 1 THEN 'less_than_1_day'
        WHEN days <= 2 THEN '1_to_2_days'
        WHEN days <= 7 THEN '3_to_7_days'
        WHEN days <= 10 THEN '8_to_10_days'
        WHEN days <= 15 THEN '11_to_15_days'
        WHEN days <= 20 THEN '16_to_20_days'
        WHEN days <= 30 THEN '21_to_30_days'
        WHEN days > 30 THEN 'more_than_30_days'
        ELSE 'duration_not_known'
    END
