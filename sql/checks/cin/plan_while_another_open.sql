-- Child protection plans that begin while an earlier one of the same child runs.
-- rule: plan_while_another_open
-- record: child_protection_plans
-- field: CPPstartDate
-- severity: error
-- effect: kept
-- message: The child has an earlier plan that had not ended on CPPstartDate. End it or correct the dates.
SELECT file_id, element
FROM (
    SELECT
        file_id,
        element,
        started_on,
        max(coalesce(ended_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY started_on, file_id, element
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_end_before
    FROM raw.checked_cin_child_protection_plans
    WHERE started_on IS NOT NULL
) AS plans
WHERE latest_end_before > started_on
