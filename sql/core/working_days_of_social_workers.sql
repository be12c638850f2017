-- One row per post of a social worker in post on 30 September: the working days of the year for its FTE, in hundredths of days.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary: absence rate
-- counted: FTE in post on 30 September times 253 working days, 254 in a leap year.
-- not counted: Days of agency workers, and of who left in the year.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    full_time_equivalent * working_days_of_year(collection_year) AS working_days
FROM core.social_workers_by_event
WHERE event = 'in_post'
