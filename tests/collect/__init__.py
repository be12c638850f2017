"""Returns: what is read, what is found, and who supplied what."""
