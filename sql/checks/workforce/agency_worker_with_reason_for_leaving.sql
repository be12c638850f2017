-- Agency workers with a reason for leaving, or a destination.
-- rule: agency_worker_with_reason_for_leaving
-- record: social_workers
-- field: ReasonLeave
-- severity: query
-- effect: kept
-- message: ReasonLeave and LeaverDestination are asked of workers whom the authority employed. Leave them out, or check AgencyWorker.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE is_agency_worker AND (reason_for_leaving IS NOT NULL OR leaver_destination IS NOT NULL)
