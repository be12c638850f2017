"""Analyse (GSBPM 6.1): which figure stands where, each worked out once, and read back from where it was printed."""
