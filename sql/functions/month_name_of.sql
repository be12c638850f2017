-- Month of a day as a category: april to march.
month_name_of(on_date) AS
    CASE month(on_date)
        WHEN 1 THEN 'january'
        WHEN 2 THEN 'february'
        WHEN 3 THEN 'march'
        WHEN 4 THEN 'april'
        WHEN 5 THEN 'may'
        WHEN 6 THEN 'june'
        WHEN 7 THEN 'july'
        WHEN 8 THEN 'august'
        WHEN 9 THEN 'september'
        WHEN 10 THEN 'october'
        WHEN 11 THEN 'november'
        WHEN 12 THEN 'december'
    END
