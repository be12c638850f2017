"""Examines one local authority's census before it is sent, with nothing but its file."""

from __future__ import annotations

from pipeline.collect.collections.cin.account import file_accounts
from pipeline.collect.collections.cin.coverage import judge_coverage
from pipeline.collect.collections.cin.reading import read_units
from pipeline.collect.collections.cin.staging import check_units
from pipeline.collect.collections.cin.tables import create_cin_tables
from pipeline.collect.folders import Unit
from pipeline.collect.quality import FileQuality
from pipeline.foundation.warehouse import Warehouse


def examine_census(warehouse: Warehouse, unit: Unit) -> list[FileQuality]:
    """Read and check the census at ``unit``, a folder or a file, in an empty warehouse; returns its files' account.

    What was found is in raw.findings, whether it can be used in raw.coverage.
    """
    create_cin_tables(warehouse)
    read_units(warehouse, unit.collection_year, [unit])
    check_units(warehouse, [unit.collection_year])
    judge_coverage(warehouse, [unit.collection_year])
    return file_accounts(warehouse)
