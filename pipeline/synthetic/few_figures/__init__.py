"""Synthetic returns of a few figures: attainment and staying put."""
