-- Workers whom another authority has in post on the same 30 September under the same number, with an FTE of more than 1 together.
-- rule: registration_number_in_another_authority
-- record: social_workers
-- field: SWENo
-- severity: query
-- effect: kept
-- message: Another authority has a worker in post under this SWENo too, and the FTE of both is more than 1. Check SWENo, and whether the worker has left.
SELECT DISTINCT own.file_id, own.line
FROM raw.checked_social_workers AS own
JOIN raw.typed_social_workers AS other
    ON other.collection_year = own.collection_year
    AND other.la_code <> own.la_code
    AND other.registration_number = own.registration_number
WHERE
    NOT own.is_agency_worker
    AND NOT other.is_agency_worker
    AND (own.role_ended_on IS NULL OR own.role_ended_on > own.year_ended_on)
    AND (other.role_ended_on IS NULL OR other.role_ended_on > own.year_ended_on)
    AND own.full_time_equivalent + other.full_time_equivalent > 100
