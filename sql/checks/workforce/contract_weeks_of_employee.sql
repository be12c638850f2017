-- Workers whom the authority employs with the length of a contract.
-- rule: contract_weeks_of_employee
-- record: social_workers
-- field: ContractWeeks
-- severity: query
-- effect: kept
-- message: ContractWeeks is asked of agency workers alone. Leave it out, or check AgencyWorker.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE NOT is_agency_worker AND contract_weeks > 0
