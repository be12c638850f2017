-- Agency workers without the length of their contract.
-- rule: contract_weeks_missing
-- record: social_workers
-- field: ContractWeeks
-- severity: query
-- effect: kept
-- message: ContractWeeks is blank and is asked of every agency worker. Fill it in.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE is_agency_worker AND contract_weeks IS NULL
