-- One row per day between the first and the last bank holiday known: how many working days there were until then.
-- grain: on_date
-- source: England's bank holidays (reference.bank_holidays); First Release decision on how days are counted
-- counted: Working days are Mondays to Fridays that are no bank holiday, numbered in a row. The working days from one
--   day to another are the difference of their numbers: the first day does not count, the last one does.
-- not counted: Saturdays, Sundays and bank holidays, which carry the number of the working day before them.
WITH digits AS (
    SELECT digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS listed (digit)
),

numbered AS (
    SELECT ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit AS day_number
    FROM digits AS ones
    CROSS JOIN digits AS tens
    CROSS JOIN digits AS hundreds
    CROSS JOIN digits AS thousands
),

known AS (
    SELECT min(holiday_date) AS first_on, max(holiday_date) AS last_on FROM reference.bank_holidays
),

calendar AS (
    -- 31 December 2007, day 0, is a Monday, so the number tells the weekday.
    SELECT numbered.day_number, DATE '2007-12-31' + CAST(numbered.day_number AS INTEGER) AS on_date
    FROM numbered
    INNER JOIN known
        ON DATE '2007-12-31' + CAST(numbered.day_number AS INTEGER) BETWEEN known.first_on AND known.last_on
)

SELECT
    calendar.on_date,
    CAST(sum(CASE WHEN calendar.day_number % 7 < 5 AND holiday.holiday_date IS NULL THEN 1 ELSE 0 END) OVER (
        ORDER BY calendar.on_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS INTEGER) AS working_day_number
FROM calendar
LEFT JOIN reference.bank_holidays AS holiday ON holiday.holiday_date = calendar.on_date
