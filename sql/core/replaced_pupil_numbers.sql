-- One row per academic year and unique pupil number that another one has replaced, with that one.
-- grain: collection_year, unique_pupil_number
-- source: school census guidance (UPN and former UPN): a pupil has one number, and the former is kept beside it
-- counted: Former numbers that the school census of the year gives beside another one, the latest census first.
-- not counted: A number that replaced the one by which it was itself replaced; numbers replaced in earlier years that no
--   census of the year gives.
SELECT collection_year, former_unique_pupil_number AS unique_pupil_number, unique_pupil_number AS pupil_number
FROM staged.school_enrolments
WHERE
    NOT starts_with(former_unique_pupil_number, 'UN')
    AND NOT starts_with(unique_pupil_number, 'UN')
    AND former_unique_pupil_number <> unique_pupil_number
QUALIFY
    row_number() OVER (
        PARTITION BY collection_year, former_unique_pupil_number ORDER BY census_on DESC, file_id DESC, line DESC
    ) = 1
