-- One row per post in which cases were held on 30 September, by a social worker in post or an agency worker.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary: average caseload
-- counted: Posts with at least one case and an FTE above 0.
-- not counted: Posts whose cases or FTE are 0 or not known.
SELECT collection_year, la_code, file_id, line, full_time_equivalent, cases
FROM core.social_workers_employed
WHERE is_in_post AND cases > 0 AND full_time_equivalent > 0
UNION ALL
SELECT collection_year, la_code, file_id, line, full_time_equivalent, cases
FROM core.agency_social_workers
WHERE cases > 0 AND full_time_equivalent > 0
