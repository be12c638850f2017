-- Band of the working days from the start of an enquiry to its initial conference, which is not before the start.
conference_band(working_days) AS
    CASE
        WHEN working_days <= 10 THEN '0_to_10_days'
        WHEN working_days <= 15 THEN '11_to_15_days'
        WHEN working_days <= 20 THEN '16_to_20_days'
        WHEN working_days > 20 THEN '21_days_or_more'
        ELSE 'working_days_not_known'
    END
