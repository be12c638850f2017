"""Suppression: primary and secondary suppression, from the true counts."""
