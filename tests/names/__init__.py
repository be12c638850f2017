"""What releases hold, beside the names that the department's own files have."""
