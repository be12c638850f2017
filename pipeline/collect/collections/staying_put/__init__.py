"""Staying put: one row of figures of each authority in 2014 and 2015."""
