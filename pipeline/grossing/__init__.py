"""Grossing: roll local authority counts up the trees of categories and areas, with estimates for what is missing.

Nothing here knows a release: which crossed keys are wanted is handed in.
"""
