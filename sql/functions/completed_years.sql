-- Completed years of age on a day; someone born on 29 February has the birthday on 1 March in other years.
completed_years(date_of_birth, on_date) AS
    year(on_date) - year(date_of_birth) - CASE
        WHEN month(on_date) * 100 + day(on_date) < month(date_of_birth) * 100 + day(date_of_birth) THEN 1
        ELSE 0
    END
