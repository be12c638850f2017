"""Parquet, datapackage.json and the zip hold what the CSV files hold, and open in the one line that the page gives."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import duckdb
import pandas
import pytest

from pipeline.disseminate.manifest import sha256_of
from pipeline.disseminate.site.one_archive import write_archive
from pipeline.disseminate.site.open_formats import opened_in_one_line
from pipeline.disseminate.site.published_data import open_published
from pipeline.runs.release import RunSummary
from tests.disseminate.published_edition import edition_of


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_text(value: object) -> str:
    """A cell of a Parquet file as the CSV writes it: nothing for null, and no nought after the point."""
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def test_parquet_holds_exactly_what_its_csv_holds(published_little: RunSummary) -> None:
    data = published_little.folder / "publish" / "data"
    paths = [path for path in sorted(data.glob("*.csv")) if not path.name.endswith(".meta.csv")]
    assert sorted(path.stem for path in data.glob("*.parquet")) == sorted(path.stem for path in paths)
    numbers = 0
    for path in paths:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(path.with_suffix(".parquet"))])
            names = [column[0] for column in found.description or ()]
            rows = found.fetchall()
        header, *lines = rows_of(path)
        assert [name for name in names if not name.endswith("_symbol")] == header
        at = {name: place for place, name in enumerate(names)}
        for row, line in zip(rows, lines, strict=True):
            for column, text in zip(header, line, strict=True):
                value = row[at[column]]
                symbol = row[at[f"{column}_symbol"]] if f"{column}_symbol" in at else None
                assert value is None or symbol is None
                assert as_text(value if symbol is None else symbol) == text, f"{path.name} {column}"
                numbers += isinstance(value, float)
    assert numbers > 1000


def test_the_data_package_describes_every_file_and_column(published_little: RunSummary) -> None:
    publish = published_little.folder / "publish"
    package = json.loads((publish / "datapackage.json").read_text(encoding="utf-8"))
    described = {one["path"]: one["schema"] for one in package["resources"]}
    assert set(described) == {
        f"data/{path.name}" for path in (publish / "data").glob("*.csv") if not path.name.endswith(".meta.csv")
    }
    assert len({one["name"] for one in package["resources"]}) == len(described)
    for path, schema in described.items():
        header, *lines = rows_of(publish / path)
        assert [field["name"] for field in schema["fields"]] == header
        missing = set(schema["missingValues"])
        for place, field in enumerate(schema["fields"]):
            if field["type"] == "number":
                for line in lines:
                    assert line[place] in missing or float(line[place]) is not None


def test_each_line_on_the_page_opens_the_file(published_little: RunSummary, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = published_little.folder / "publish"
    edition = edition_of(publish)
    with open_published(publish, edition.data_sets, edition.year, edition.symbols) as data:
        lines = dict(opened_in_one_line(data))
        first = data.files[0]
    monkeypatch.chdir(publish)
    table = eval(lines["Python (pandas)"], {"pandas": pandas})
    number = first.number_columns[0]
    assert list(table.columns) == list(first.columns)
    assert pandas.api.types.is_numeric_dtype(table[number])
    with duckdb.connect() as connection:
        rows = connection.execute(lines["SQL (DuckDB)"]).fetchall()
    assert len(rows) == len(table) == len(rows_of(first.path)) - 1
    page = (publish / "index.html").read_text(encoding="utf-8").replace("&#34;", '"').replace("&#39;", "'")
    for line in lines.values():
        assert line in page


def test_the_archive_has_every_file_and_the_same_bytes_each_time(published_little: RunSummary, tmp_path: Path) -> None:
    publish = published_little.folder / "publish"
    (archive,) = publish.glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        held = {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}
    others = {path.relative_to(publish).as_posix() for path in publish.rglob("*") if path.is_file()}
    assert set(held) == others - {archive.name, "manifest.json"}
    assert all(content == (publish / name).read_bytes() for name, content in held.items())
    for name, content in held.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert sha256_of(write_archive(tmp_path, archive.stem)) == sha256_of(archive)
