"""A second count of outcomes, written from the method in words and not from the models."""
