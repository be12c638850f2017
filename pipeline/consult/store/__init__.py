"""What is kept of the exercise: its database, its audit log, seals and backups."""
