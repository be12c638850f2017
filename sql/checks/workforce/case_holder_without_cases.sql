-- Case holders in post and not absent who hold no case.
-- rule: case_holder_without_cases
-- record: social_workers
-- field: Cases30
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The worker is in post as a case holder, is not absent and holds no case. Check Cases30, or OrgRole.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    NOT is_agency_worker
    AND organisation_role = '5'
    AND (role_ended_on IS NULL OR role_ended_on > year_ended_on)
    AND NOT coalesce(is_absent, FALSE)
    AND coalesce(cases, 0) = 0
