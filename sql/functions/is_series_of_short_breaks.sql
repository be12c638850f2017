-- Whether a legal status is an agreed series of short-term placements, which no other table counts.
is_series_of_short_breaks(legal_status) AS
    coalesce(legal_status IN ('V3', 'V4'), FALSE)
