"""SSDA903: children looked after, as CSV files or one XML document of each authority and year."""
