"""When and in what order: Dagster, and nothing else. What is true is in ``pipeline``, which does not know this package.

A body opens the run's warehouse, calls what ``sfr release`` calls, and tells rows, columns, seconds and hashes. It
never shows a row: Dagster's pages have no login, and the tables hold records about children.
"""
