-- One row per post of a social worker who left in the year, with FTE in hundredths; is_counted_once is true of one post of each person.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary; methodology of children's social work workforce
-- counted: FTE of every record. People once each: by authority, register number, date of birth, sex and ethnicity, and the day of leaving; of several posts the
--   most senior, and of equal ones that begun first. A record without register number is a person of its own.
-- not counted: Agency workers.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    full_time_equivalent,
    sex,
    ethnicity_of_worker,
    role_of_worker,
    age_of_worker,
    time_in_service,
    row_number() OVER (
        PARTITION BY
            collection_year,
            la_code,
            coalesce(registration_number, file_id || ' ' || line),
            date_of_birth,
            sex,
            ethnicity,
            role_ended_on
        ORDER BY organisation_role NULLS LAST, role_started_on NULLS LAST, file_id, line
    ) = 1 AS is_counted_once
FROM core.social_workers_employed
WHERE has_left
