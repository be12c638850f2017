"""The reader who was told no declaration."""
