"""What authorities decide and are answered, where each indicator stands, and the log of it."""
