-- One row per figure of an authority's aggregate form, with people, hundredths of FTE or of days, and the category it is of.
-- grain: file_id, line
-- source: DfE, focus group of July 2014 on the children's social work workforce collection; the form's layout and bands are ours
-- counted: Figures of 2013 to 2016 as the authority states them: people in whole numbers (halves up), FTE and days in hundredths.
--   Working days are those of the year for the FTE of social workers: 253, in a leap year 254.
-- not counted: Figures without an item, a measure or a number.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    lower(item) AS item,
    lower(measure) AS measure,
    CASE WHEN measure = 'HEADCOUNT' THEN (value + 50) // 100 ELSE 0 END AS people,
    CASE WHEN measure <> 'HEADCOUNT' THEN value ELSE 0 END AS hundredths,
    CASE WHEN measure = 'FTE' THEN value * working_days_of_year(collection_year) ELSE 0 END AS working_days,
    CASE category
        WHEN 'UNDER 20' THEN 'under_20'
        WHEN '20 TO 29' THEN '20_to_29'
        WHEN '30 TO 39' THEN '30_to_39'
        WHEN '40 TO 49' THEN '40_to_49'
        WHEN '50 TO 59' THEN '50_to_59'
        WHEN '60 AND OVER' THEN '60_and_over'
        ELSE 'age_not_known'
    END AS age_of_worker,
    CASE category
        WHEN 'UNDER 2 YEARS' THEN 'stated_under_2_years'
        WHEN '2 TO UNDER 5 YEARS' THEN 'stated_2_to_4_years'
        WHEN '5 TO UNDER 10 YEARS' THEN 'stated_5_to_9_years'
        WHEN '10 TO UNDER 20 YEARS' THEN 'stated_10_to_19_years'
        WHEN '20 YEARS AND OVER' THEN 'stated_20_years_and_over'
        ELSE 'stated_time_not_known'
    END AS stated_time_in_service,
    CASE category
        WHEN 'NEWLY QUALIFIED' THEN 'newly_qualified'
        WHEN 'OTHER LA SOCIAL WORKER' THEN 'social_work_in_another_authority'
        WHEN 'OUTSIDE ENGLAND' THEN 'social_work_outside_england'
        WHEN 'AGENCY' THEN 'agency_or_consultancy'
        WHEN 'OTHER SOCIAL WORK' THEN 'other_social_work'
        WHEN 'OTHER SOCIAL CARE' THEN 'other_social_care'
        WHEN 'NOT SOCIAL CARE OR NONE' THEN 'no_social_care_or_none'
        WHEN 'OTHER' THEN 'other_origin_or_destination'
        ELSE 'origin_or_destination_not_known'
    END AS origin_or_destination
FROM staged.authority_figures
WHERE item IS NOT NULL AND measure IS NOT NULL AND value IS NOT NULL
