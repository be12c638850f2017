"""The children in need census: one XML document of each local authority and year, brought into the raw stage."""

from pipeline.collect.collections.cin.staging import stage_cin
from pipeline.collect.collections.cin.tables import create_cin_tables

__all__ = ["create_cin_tables", "stage_cin"]
