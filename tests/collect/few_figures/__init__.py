"""Returns of a few figures: attainment and staying put."""
