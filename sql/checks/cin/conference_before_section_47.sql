-- Initial conferences held before the enquiry that led to them began.
-- rule: conference_before_section_47
-- record: section_47
-- field: DateOfInitialCPC
-- severity: query
-- effect: kept
-- message: DateOfInitialCPC is before S47ActualStartDate. The conference counts, but its duration does not. Check both dates.
SELECT file_id, element
FROM raw.checked_cin_section_47
WHERE initial_conference_on < started_on
