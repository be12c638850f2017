-- Workers who lost more days than they can have worked in the year.
-- rule: working_days_lost_beyond_year
-- record: social_workers
-- field: WorkingDaysLost
-- severity: query
-- effect: kept
-- message: WorkingDaysLost is more than the working days of the year (253, in a leap year 254) times the worker's FTE. Check both.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    working_days_lost * 100 > CASE WHEN year(year_ended_on) % 4 = 0 THEN 254 ELSE 253 END * 100 * CASE
        WHEN greatest(full_time_equivalent, full_time_equivalent_a_year_before) > 0
            THEN greatest(full_time_equivalent, full_time_equivalent_a_year_before)
        ELSE 100
    END
