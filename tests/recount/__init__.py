"""Everything counted a second time, from definitions and not from the code."""
