"""Tables of the warehouse are put in the place of those before them whole or not at all."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.foundation.warehouse import MEMORY, Warehouse

HALFWAY = "SELECT CASE WHEN range < 5000 THEN range ELSE error('halfway') END AS number FROM range(10000)"


@pytest.fixture(params=["in a file", "in memory"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    return tmp_path / "warehouse.duckdb" if request.param == "in a file" else MEMORY


def test_a_table_stands_until_the_one_in_its_place_is_whole(path: Path | str) -> None:
    with Warehouse(path) as warehouse:
        assert warehouse.replace_table("core.children", "SELECT 1 AS number") == 1
        with pytest.raises(duckdb.Error, match="halfway"):
            warehouse.replace_table("core.children", HALFWAY)
        assert warehouse.connection.execute("FROM core.children").fetchall() == [(1,)]
        assert warehouse.replace_table("core.children", "SELECT number + 1 AS number FROM core.children") == 1
        assert warehouse.connection.execute("FROM core.children").fetchall() == [(2,)]


def test_tables_and_views_take_one_anothers_places(path: Path | str) -> None:
    with Warehouse(path) as warehouse:
        warehouse.replace_table("core.sent", "SELECT 1 AS number")
        assert warehouse.replace_view("core.children", "SELECT number FROM core.sent UNION ALL SELECT 2") == 2
        with pytest.raises(duckdb.Error, match="halfway"):
            warehouse.replace_table("core.children", HALFWAY)
        assert warehouse.count("core.children") == 2
        assert warehouse.replace_table("core.children", "SELECT number FROM core.children WHERE number = 2") == 1
        assert warehouse.replace_view("core.children", "SELECT 3 AS number") == 1
        assert warehouse.connection.execute("FROM core.children").fetchall() == [(3,)]


def test_what_was_parsed_before_reads_what_is_there_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same database after a table was made anew, in another one, and when what was parsed is forgotten."""
    monkeypatch.setattr("pipeline.foundation.warehouse.MOST_PARSED", 1)
    statement = "SELECT * FROM raw.sent"
    for rows in ("SELECT 1 AS one", "SELECT 'a' AS text, 2 AS two"):
        with Warehouse() as warehouse:
            for select in (rows, "SELECT DATE '2024-03-31' AS day"):
                warehouse.replace_table("raw.sent", select)
                assert warehouse.run(statement).fetchall() == warehouse.connection.execute(select).fetchall()
                assert warehouse.run(statement).fetchall() == warehouse.connection.execute(select).fetchall()
            assert warehouse.tables() == {"raw.sent"}
            with pytest.raises(ValueError, match="too many values"):
                warehouse.run("SELECT 1; SELECT 2")
