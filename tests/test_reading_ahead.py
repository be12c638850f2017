"""Reading in two processes gives the raw stage that reading in one gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.returns import reading_ahead
from pipeline.returns.reading_ahead import read_ahead
from pipeline.returns.staging import stage_returns
from pipeline.warehouse import Warehouse


def contents(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    names = warehouse.connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'raw' ORDER BY 1"
    ).fetchall()
    return {
        name: warehouse.connection.execute(f"SELECT * FROM raw.{name} ORDER BY ALL").fetchall() for (name,) in names
    }


def test_two_processes_read_what_one_reads(
    small_england: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "FEWEST", 2)
    with Warehouse() as two, Warehouse() as one:
        read_ahead(two, small_england, [2023, 2024], tmp_path)
        read = two.connection.execute("SELECT DISTINCT la_code FROM raw.units ORDER BY 1").fetchall()
        assert read == [(folder.name,) for folder in sorted((small_england / "ssda903" / "2024").iterdir())]
        summary = stage_returns(two, small_england, [2023, 2024])
        assert summary.units_read == ()
        stage_returns(one, small_england, [2023, 2024])
        found, expected = contents(two), contents(one)
        assert found.keys() == expected.keys()
        for name in expected:
            assert found[name] == expected[name], name
    assert not list(tmp_path.iterdir())


def test_a_few_authorities_are_left_to_the_release(small_england: Path, tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        read_ahead(warehouse, small_england, [2024], tmp_path)
        assert not warehouse.has_table("raw.units")
