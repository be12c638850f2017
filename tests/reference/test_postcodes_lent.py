"""While returns are read the warehouse lends every postcode; what it keeps is what was sent, and needs no cache."""

from __future__ import annotations

from pathlib import Path

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.gazetteer import POSTCODES
from pipeline.reference.loading import load_reference
from pipeline.reference.postcodes_lent import postcodes_lent

SENT = "SELECT unnest(['NW12DB', 'AB10', NULL]) AS postcode"


def test_every_postcode_is_there_inside_and_afterwards_those_that_were_sent(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "kept.duckdb") as warehouse:
        load_reference(warehouse, with_postcodes=False)
        with postcodes_lent(warehouse, SENT):
            assert warehouse.count(POSTCODES) > 2_000_000
        # Half of a code is no postcode, and a record without one asks for none.
        kept = warehouse.connection.execute(f"SELECT postcode, lad_code FROM {POSTCODES}").fetchall()
        assert kept == [("NW12DB", "E09000007")]
        views = "SELECT count(*) FROM duckdb_views() WHERE NOT internal"
        assert warehouse.connection.execute(views).fetchone() == (0,)


def test_where_no_return_has_postcodes_there_are_none(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "kept.duckdb") as warehouse:
        load_reference(warehouse, with_postcodes=False)
        with postcodes_lent(warehouse, ""):
            assert warehouse.count(POSTCODES) == 0


def test_a_second_run_reads_the_whole_directory_again(tmp_path: Path) -> None:
    """What was kept of returns of before does not hide where those of today lie."""
    with Warehouse(tmp_path / "kept.duckdb") as warehouse:
        for postcode in ("NW12DB", "TS247AA"):
            with postcodes_lent(warehouse, f"SELECT '{postcode}' AS postcode"):
                assert warehouse.count(POSTCODES) > 2_000_000
            assert warehouse.connection.execute(f"SELECT postcode FROM {POSTCODES}").fetchall() == [(postcode,)]
