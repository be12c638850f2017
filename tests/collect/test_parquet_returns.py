"""Parquet files and folders of a return are read as the CSV files that they would have been."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.collect.formats.parquet import csv_of_parquet
from pipeline.collect.registry import collection
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from tests.collect.test_pupils_returns import lay_out_results

YEAR = 2025
# What differs from file to file; names are kept as digests under a key of each warehouse.
OWN = ("file_id", "line", "surname", "forename")


def as_parquet(csv_folder: Path, folder: Path) -> None:
    """The same records with dates, truths and numbers as types; one kind of file in a folder of two parts."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for path in sorted(csv_folder.glob("*.csv")):
            rows = f"read_csv('{path}', header=true, auto_detect=true, dateformat='%d/%m/%Y')"
            if path.stem != "absence":
                connection.execute(f"COPY (SELECT * FROM {rows}) TO '{folder / path.stem}.parquet'")
                continue
            parts = folder / f"{path.stem}.parquet"
            parts.mkdir()
            (parts / "_SUCCESS").touch()
            for part, rest in enumerate((0, 1)):
                numbered = f"(SELECT *, row_number() OVER () AS place FROM {rows})"
                chosen = f"SELECT * EXCLUDE (place) FROM {numbered} WHERE place % 2 = {rest}"
                connection.execute(f"COPY ({chosen}) TO '{parts}/part-{part}.parquet'")


def records_of(returns: Path) -> tuple[dict[str, list[tuple[object, ...]]], list[tuple[object, ...]]]:
    """Every kind of typed record, without file and line, and the findings."""
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        collection("pupils").stage(warehouse, returns, [YEAR], None)
        read = {}
        for name in load_specification("pupils").record_type_names:
            described = warehouse.connection.execute(f"DESCRIBE raw.typed_{name}").fetchall()
            columns = ", ".join(column for column, *_ in described if column not in OWN)
            rows = warehouse.connection.execute(f"SELECT {columns} FROM raw.typed_{name}").fetchall()
            read[name] = sorted(rows, key=repr)
        return read, warehouse.connection.execute("SELECT rule, path FROM raw.findings ORDER BY ALL").fetchall()


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    sent = lay_out_results(tmp_path / f"csv/pupils/{YEAR}")
    as_parquet(sent, tmp_path / f"parquet/pupils/{YEAR}")
    read, findings = records_of(tmp_path / "parquet")
    assert (read, findings) == records_of(tmp_path / "csv")
    assert findings == [] and all(read[name] for name in ("school_enrolments", "pupil_absences", "key_stage_4_results"))


@pytest.mark.parametrize("columns", ["[1, 2] AS urn", "{'a': 1} AS urn", "'x'::BLOB AS urn", None])
def test_what_cannot_be_read_is_a_finding(tmp_path: Path, columns: str | None) -> None:
    folder = lay_out_results(tmp_path / f"pupils/{YEAR}")
    odd = folder / "odd.parquet"
    if columns:
        duckdb.execute(f"COPY (SELECT {columns}) TO '{odd}'")
    else:
        odd.write_bytes(b"PAR1 and no more")
    assert records_of(tmp_path)[1] == [("parquet_not_read", f"pupils/{YEAR}/odd.parquet")]


def test_a_file_that_unfolds_is_a_finding_before_it_does(tmp_path: Path) -> None:
    """A text of a million letters a thousand times over, in a few kilobytes: 1 GB as text."""
    folder = lay_out_results(tmp_path / f"pupils/{YEAR}")
    duckdb.execute(f"COPY (SELECT repeat('x', 1000000) AS urn FROM range(1000)) TO '{folder / 'bomb.parquet'}'")
    assert records_of(tmp_path)[1] == [("parquet_not_read", f"pupils/{YEAR}/bomb.parquet")]


@pytest.mark.parametrize(("largest", "is_read"), [(6_000, True), (5_999, False), (3_999, False)])
def test_the_text_is_measured_before_it_is_written(tmp_path: Path, largest: int, is_read: bool) -> None:
    """1,000 rows of 2 columns: 1,000 times 1 and 3 letters, and 2,000 times what parts one from the next: 6,000."""
    path = tmp_path / "rows.parquet"
    duckdb.execute(f"COPY (SELECT 'x' AS urn, 'yyy' AS name FROM range(1000)) TO '{path}'")
    assert (csv_of_parquet(path.read_bytes(), largest) is not None) is is_read
