-- How many placements a child had, from their number; a child always on temporary moves had the place kept open.
number_of_placements_held(placements) AS
    CASE
        WHEN placements <= 1 THEN '1_placement'
        WHEN placements <= 6 THEN CAST(placements AS VARCHAR) || '_placements'
        WHEN placements >= 7 THEN '7_or_more_placements'
        ELSE '1_placement'
    END
