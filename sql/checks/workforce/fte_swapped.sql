-- Records in which the FTE of this year and of the year before look exchanged.
-- rule: fte_swapped
-- record: social_workers
-- field: FTE30
-- severity: query
-- effect: kept
-- message: FTE is that of 30 September of this year and FTE30 that of the year before; here they look exchanged. Check both.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE
    NOT is_agency_worker
    AND (
        (
            role_ended_on BETWEEN year_started_on AND year_ended_on
            AND role_started_on < year_started_on
            AND full_time_equivalent > 0
            AND full_time_equivalent_a_year_before = 0
        )
        OR (
            role_ended_on IS NULL
            AND role_started_on BETWEEN year_started_on AND year_ended_on
            AND full_time_equivalent = 0
            AND full_time_equivalent_a_year_before > 0
        )
    )
