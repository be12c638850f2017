"""Collect (GSBPM 4): returns of local authorities, read as they were sent and checked.

Here is what all collections share; ``formats`` brings files to records, ``few_figures`` is the mechanism of returns of
a row an authority, and ``collections`` holds of each return its specification and what is its own.
"""
