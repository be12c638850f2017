"""Reading in two processes gives the raw stage that reading in one gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.preview import reading_ahead
from pipeline.preview.reading_ahead import read_ahead
from pipeline.returns.staging import stage_returns
from pipeline.warehouse import Warehouse
from tests.preview.built_preview import Made


def contents(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    names = warehouse.connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'raw' ORDER BY 1"
    ).fetchall()
    return {
        name: warehouse.connection.execute(f"SELECT * FROM raw.{name} ORDER BY ALL").fetchall() for (name,) in names
    }


def test_two_processes_read_what_one_reads(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "FEWEST", 2)
    with Warehouse() as two, Warehouse() as one:
        read_ahead(two, made.returns, [2023, 2024], tmp_path)
        assert len(two.connection.execute("SELECT DISTINCT la_code FROM raw.units").fetchall()) == 3
        summary = stage_returns(two, made.returns, [2023, 2024])
        assert summary.units_read == ()
        stage_returns(one, made.returns, [2023, 2024])
        found, expected = contents(two), contents(one)
        assert found.keys() == expected.keys()
        for name in expected:
            assert found[name] == expected[name], name
    assert not list(tmp_path.iterdir())


def test_a_few_authorities_are_left_to_the_release(made: Made, tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        read_ahead(warehouse, made.returns, [2024], tmp_path)
        assert not warehouse.has_table("raw.units")
