-- One row per post in which the authority employed a social worker in the year: whether the worker is in post on 30 September, started or left.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary; methodology of children's social work workforce
-- counted: Records of workers whom the authority employs. In post: started by 30 September and did not leave by it, those absent
--   included. Started: in the year, and still in post. Left: in the year, from a post held before it began. Leaving on 30 September
--   is leaving. FTE is in hundredths: that of 30 September of who is in post or started, of the 30 September before of leavers.
-- not counted: Agency workers; who left before the year or starts after it. Who started and left in the year is only in days lost.
WITH employed AS (
    SELECT
        collection_year,
        la_code,
        file_id,
        line,
        registration_number,
        date_of_birth,
        sex,
        ethnicity,
        organisation_role,
        role_started_on,
        role_ended_on,
        full_time_equivalent,
        full_time_equivalent_a_year_before,
        cases,
        working_days_lost,
        year_started_on,
        year_ended_on,
        role_ended_on IS NOT NULL AND role_ended_on <= year_ended_on AS has_left,
        coalesce(role_started_on >= year_started_on, FALSE) AS is_new
    FROM staged.social_workers
    WHERE
        NOT is_agency_worker
        AND (role_started_on IS NULL OR role_started_on <= year_ended_on)
        AND (role_ended_on IS NULL OR role_ended_on >= year_started_on)
)

SELECT
    collection_year,
    la_code,
    file_id,
    line,
    registration_number,
    date_of_birth,
    organisation_role,
    role_started_on,
    role_ended_on,
    NOT has_left AS is_in_post,
    is_new AND NOT has_left AS has_started,
    has_left AND NOT is_new AS has_left,
    CASE
        WHEN has_left THEN fte_of_leaver(full_time_equivalent, full_time_equivalent_a_year_before)
        ELSE coalesce(full_time_equivalent, 0)
    END AS full_time_equivalent,
    coalesce(cases, 0) AS cases,
    coalesce(working_days_lost, 0) AS working_days_lost,
    sex,
    ethnicity,
    ethnicity_of_worker(ethnicity) AS ethnicity_of_worker,
    role_of_worker(organisation_role) AS role_of_worker,
    age_of_worker(
        completed_years(date_of_birth, CASE WHEN has_left THEN role_ended_on ELSE year_ended_on END)
    ) AS age_of_worker,
    time_in_service(
        completed_years(role_started_on, CASE WHEN has_left THEN role_ended_on ELSE year_ended_on END)
    ) AS time_in_service
FROM employed
