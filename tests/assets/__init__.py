"""Dagster: the graph of assets, its runs and what starts them."""
