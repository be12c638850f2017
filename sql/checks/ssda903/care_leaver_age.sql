-- Care leavers whose birthday in the year is outside the ages that are followed up.
-- rule: care_leaver_age
-- record: oc3
-- field: DOB
-- severity: error
-- effect: kept
-- message: The age on 31 March is outside the ages of care leavers followed up in this year. Correct DOB or remove the record.
SELECT oc3.file_id, oc3.line
FROM raw.checked_oc3 AS oc3
JOIN raw.limits AS lowest
    ON lowest.collection_year = oc3.collection_year AND lowest.limit_name = 'care_leaver_lowest_age'
JOIN raw.limits AS highest
    ON highest.collection_year = oc3.collection_year AND highest.limit_name = 'care_leaver_highest_age'
WHERE (
    year(oc3.year_ended_on) - year(oc3.date_of_birth)
    - CASE
        WHEN month(oc3.date_of_birth) > month(oc3.year_ended_on)
            OR (month(oc3.date_of_birth) = month(oc3.year_ended_on) AND day(oc3.date_of_birth) > day(oc3.year_ended_on))
            THEN 1
        ELSE 0
    END
) NOT BETWEEN lowest.value AND highest.value
