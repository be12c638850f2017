"""The tests, in the folders of the steps that they test."""
