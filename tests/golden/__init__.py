"""Releases and names as text that can be read in a review."""
