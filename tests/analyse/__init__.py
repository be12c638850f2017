"""Which figure stands where, and what it is."""
