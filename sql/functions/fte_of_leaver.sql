-- FTE that a leaver is counted with: that of the 30 September before, since the return has 0 for who has left by this one. The one place of this reading.
fte_of_leaver(full_time_equivalent, full_time_equivalent_a_year_before) AS
    coalesce(full_time_equivalent_a_year_before, 0)
