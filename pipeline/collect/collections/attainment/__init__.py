"""Attainment results: two counts an indicator and authority."""
