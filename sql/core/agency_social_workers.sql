-- One row per agency worker at the authority on 30 September, with FTE in hundredths.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary; methodology of children's social work workforce
-- counted: Records of agency and self-employed workers, each as one person.
-- not counted: Those whose work ended by 30 September.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    coalesce(full_time_equivalent, 0) AS full_time_equivalent,
    coalesce(cases, 0) AS cases
FROM staged.social_workers
WHERE
    is_agency_worker
    AND (role_started_on IS NULL OR role_started_on <= year_ended_on)
    AND (role_ended_on IS NULL OR role_ended_on > year_ended_on)
