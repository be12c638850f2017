"""A second count of stability, written from the definitions and not from the models."""
