-- A child who sought asylum alone, and what the return of the year before said of it.
-- record: uasc
-- earlier_uasc_status_ceased_on: uasc.uasc_status_ceased_on
SELECT uasc.*, earlier.uasc_status_ceased_on AS earlier_uasc_status_ceased_on
FROM raw.checked_uasc AS uasc
JOIN raw.earlier_uasc AS earlier
    ON earlier.collection_year = uasc.collection_year
    AND earlier.la_code = uasc.la_code
    AND earlier.child_id = uasc.child_id
