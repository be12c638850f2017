-- One row per post of a social worker in post, and per agency worker, on 30 September: whom an agency's share is of.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary: agency worker rate
-- counted: FTE of all, and people as social workers in post and agency workers are counted.
-- not counted: Second posts of a person, as people.
SELECT collection_year, la_code, file_id, line, full_time_equivalent, is_counted_once
FROM core.social_workers_by_event
WHERE event = 'in_post'
UNION ALL
SELECT collection_year, la_code, file_id, line, full_time_equivalent, TRUE AS is_counted_once
FROM core.agency_social_workers
