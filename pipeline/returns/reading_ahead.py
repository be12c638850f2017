"""Reads the SSDA903 returns of many authorities in two processes, so that both cores are at work.

Half of the authorities are read and checked into a database of another process and taken over from there. It saves time
and decides nothing: the ordinary reading follows, finds the same files unchanged, and would read them if not.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from pipeline.returns.folders import list_units
from pipeline.returns.ssda903 import RETURN
from pipeline.returns.staging import stage_returns
from pipeline.warehouse import Warehouse

FEWEST = 20
"""With fewer authorities a second process takes longer to start than it saves."""
SHARED = ("manifest", "limits")  # the same in both


def read_ahead(warehouse: Warehouse, returns: Path, years: Sequence[int], working: Path) -> None:
    """Read the returns of the years into a warehouse that holds none; the other database stands in ``working``."""
    if warehouse.has_table("raw.units"):
        return
    codes = sorted({unit.la_code for year in years for unit in list_units(returns, RETURN, year, None)[0]})
    if len(codes) < FEWEST:
        return
    other = working / "read-ahead.duckdb"
    other.unlink(missing_ok=True)
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            second = pool.submit(_read_into, other, returns, years, codes[1::2])
            stage_returns(warehouse, returns, years, codes[0::2])
            second.result()
        _take_over(warehouse, other)
    finally:
        other.unlink(missing_ok=True)


def _read_into(path: Path, returns: Path, years: Sequence[int], codes: Sequence[str]) -> None:
    """Read some authorities into a database of their own."""
    with Warehouse(path) as warehouse:
        stage_returns(warehouse, returns, years, codes)


def _take_over(warehouse: Warehouse, other: Path) -> None:
    """Add what the other database holds of its authorities, all of it or nothing."""
    connection = warehouse.connection
    connection.execute(f"ATTACH '{other}' AS other (READ_ONLY)")
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'other' AND table_schema = 'raw' "
        "AND table_type = 'BASE TABLE' ORDER BY table_name"
    ).fetchall()
    connection.begin()
    for (table,) in tables:
        if table not in SHARED:
            connection.execute(f"INSERT INTO raw.{table} BY NAME SELECT * FROM other.raw.{table}")
    connection.commit()
    connection.execute("DETACH other")
