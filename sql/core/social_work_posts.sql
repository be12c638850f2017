-- One row per post with a social worker in post, and per statement of vacancies: the posts that a vacancy rate is of, in hundredths.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary: vacancy rate
-- counted: FTE of social workers in post, and vacancies.
-- not counted: Agency workers: the posts that they cover are vacancies.
SELECT collection_year, la_code, file_id, line, full_time_equivalent AS posts
FROM core.social_workers_by_event
WHERE event = 'in_post'
UNION ALL
SELECT collection_year, la_code, file_id, line, vacancies AS posts
FROM core.social_work_vacancies
