-- One row per post of a social worker and what is counted of it: in post on 30 September, started or left in the year.
-- grain: file_id, line, event
-- source: DfE local authority interactive tool, data dictionary; methodology of children's social work workforce
-- counted: FTE of every record, in hundredths. People once each: by authority, register number, date of birth, sex
--   and ethnicity, and of who started or left, the day; of several posts the most senior, and of equal ones that begun first. A
--   record without register number is a person of its own. A post that began in the year is there twice: in post and started.
-- not counted: Agency workers.
SELECT
    worker.collection_year,
    worker.la_code,
    worker.file_id,
    worker.line,
    events.event,
    worker.full_time_equivalent,
    worker.sex,
    worker.ethnicity_of_worker,
    worker.role_of_worker,
    worker.age_of_worker,
    worker.time_in_service,
    row_number() OVER (
        PARTITION BY
            events.event,
            worker.collection_year,
            worker.la_code,
            coalesce(worker.registration_number, worker.file_id || ' ' || worker.line),
            worker.date_of_birth,
            worker.sex,
            worker.ethnicity,
            CASE events.event WHEN 'started' THEN worker.role_started_on WHEN 'left' THEN worker.role_ended_on END
        ORDER BY worker.organisation_role NULLS LAST, worker.role_started_on NULLS LAST, worker.file_id, worker.line
    ) = 1 AS is_counted_once
FROM core.social_workers_employed AS worker
INNER JOIN (VALUES ('in_post'), ('started'), ('left')) AS events (event)
    ON CASE events.event
        WHEN 'in_post' THEN worker.is_in_post
        WHEN 'started' THEN worker.has_started
        ELSE worker.has_left
    END
