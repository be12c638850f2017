"""Explain one published cell: its model, its definition and, for those who may see them, its counted records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from pipeline.grossing.rollup import ANCESTORS, breakdown_pairs
from pipeline.models import Model, load_models
from pipeline.publication.areas import ENGLAND
from pipeline.publication.contents import Contents
from pipeline.publication.contents_file import load_contents
from pipeline.publication.data_files import label_rows, label_texts, shown_by
from pipeline.publication.data_sets import load_release
from pipeline.publication.figures import Shown
from pipeline.publication.reading import PublishedAbout, ReadFigure, read_about, read_data_sets
from pipeline.publication.shown import shown_in_column
from pipeline.publication.workbook import AREA_HEADERS
from pipeline.stages import TEMPLATES, UnreadableInput, UsageError
from pipeline.warehouse import Warehouse

WORKBOOK_CELL = re.compile(r"(?P<sheet>[A-Za-z0-9]+)!(?P<column>[A-Z]{1,3})(?P<row>\d+)")
# A breakdown whose core column has another name: the same leaves, grouped as earlier editions did.
CORE_COLUMNS = {"placement_to_2022": "placement"}


@dataclass(frozen=True)
class Explanation:
    """A published figure and what it is made of; ``records`` are (path, line) of the counted records, if asked for."""

    cell: str
    printed: str
    shown: Shown
    files: tuple[str, ...]
    reason_hidden: str
    models: tuple[Model, ...]
    records: tuple[tuple[str, int], ...] | None

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "cell": self.cell,
            "printed": self.printed,
            "statistic": self.shown.statistic,
            "measure": self.shown.measure,
            "year": self.shown.year,
            "area_code": self.shown.area_code,
            "key": self.shown.key,
            "percent_of": self.shown.of_key,
            "printed_in": list(self.files),
            "hidden_because": self.reason_hidden,
            "models": [
                {"name": model.name, "row": model.summary, "source": model.source, "reads": list(model.reads)}
                for model in self.models
            ],
            "records": None if self.records is None else [{"path": path, "line": line} for path, line in self.records],
        }

    def in_words(self) -> str:
        """For people."""
        of = f", as a percentage of {self.shown.of_key or 'the total'}" if self.shown.statistic == "percent" else ""
        lines = [
            f"{self.cell} prints {self.printed}",
            f"  {self.shown.statistic} of {self.shown.measure}, {self.shown.key or 'total'}{of}; "
            f"{self.shown.year}, area {self.shown.area_code}",
            f"  printed in: {'; '.join(self.files)}",
        ]
        if self.reason_hidden:
            lines.append(f"  hidden: {self.reason_hidden}")
        for model in reversed(self.models):
            lines.append(f"  {model.name} ({model.path.name}): {model.summary}")
            lines += [f"    counted: {model.counted}"] if model.counted else []
            lines += [f"    not counted: {model.not_counted}"] if model.not_counted else []
            lines.append(f"    source: {model.source}")
        if self.records is not None:
            lines.append(f"  {len(self.records)} counted records (restricted):")
            lines += [f"    {path} line {line}" for path, line in self.records]
        return "\n".join(lines)


def explain_cell(cell: str, release_dir: Path, *, with_records: bool = False) -> Explanation:
    """Explain ``LAA5!D14``, or ``data_set:year:area:label`` with group and item as ``group=item`` and filters by ``;``.

    Raises UsageError when there is no such cell, and UnreadableInput when records are asked for and the release's
    warehouse is not beside it.
    """
    about = read_about(release_dir / "publish")
    found = WORKBOOK_CELL.fullmatch(cell)
    read = _workbook_cell(release_dir, about, cell, found) if found else _data_set_cell(release_dir, about, cell)
    release = load_release(about.name)
    files = tuple(
        dict.fromkeys(
            other.place.partition(" line ")[0]
            for other in read_data_sets(release_dir / "publish", release, about.year)
            if other.shown == read.shown
        )
    )
    models = load_models()
    upstream = tuple(
        model for model in models.upstream(f"cells.{read.shown.measure}") if model.stage.value in ("core", "cells")
    )
    warehouse_path = release_dir.parent / f".{release_dir.name}.duckdb"
    reason, records = "", None
    if warehouse_path.is_file():
        with Warehouse(warehouse_path) as warehouse:
            reason = _reason_hidden(warehouse, read.shown)
            records = _records(warehouse, read.shown) if with_records else None
    elif with_records:
        raise UnreadableInput(
            f"{warehouse_path} is not there: counted records are kept beside the release by `sfr release`, and stay "
            "where the returns are. Explain without --records, or on that machine."
        )
    return Explanation(cell, read.text, read.shown, files or (read.place,), reason, upstream, records)


def _workbook_cell(release_dir: Path, about: PublishedAbout, cell: str, found: re.Match[str]) -> ReadFigure:
    contents: Contents = load_contents(TEMPLATES / about.name / "tables.yaml")
    path = release_dir / "publish" / "tables" / contents.file_name(about.year)
    book = load_workbook(path, read_only=True)
    try:
        tables = {table.number: table for table in contents.tables}
        if found["sheet"] not in book.sheetnames or found["sheet"] not in tables:
            raise UsageError(
                f"{cell}: {path.name} has no table {found['sheet']!r}; it has {', '.join(sorted(tables))}."
            )
        rows = [list(row) for row in book[found["sheet"]].iter_rows(values_only=True)]
    finally:
        book.close()
    header = next(i for i, row in enumerate(rows) if tuple(row[: len(AREA_HEADERS)]) == AREA_HEADERS)
    number, position = int(found["row"]) - 1, column_index_from_string(found["column"]) - 1
    if not header < number < len(rows) or not len(AREA_HEADERS) <= position < len(rows[header]):
        raise UsageError(f"{cell} holds no figure; figures begin in column E of row {header + 2}.")
    heading = str(rows[header][position]).partition(" [note")[0]
    table = tables[found["sheet"]]
    column = next(column for column in table.columns_in(about.year) if column.header(about.year) == heading)
    row = rows[number]
    area = ENGLAND.area_code if row[3] == ENGLAND.area_name else str(row[0] if str(row[0]).isalnum() else row[1])
    return ReadFigure(shown_in_column(column, about.year, area), str(row[position]), f"{path.name} {cell}")


def _data_set_cell(release_dir: Path, about: PublishedAbout, cell: str) -> ReadFigure:
    release = load_release(about.name)
    name, _, rest = cell.partition(":")
    year, _, rest = rest.partition(":")
    area, _, text = rest.partition(":")
    data_set = next((one for one in release.data_sets if one.file_name.at(about.year) == name), None)
    if data_set is None or not year.isdigit():
        known = ", ".join(one.file_name.at(about.year) for one in release.data_sets)
        raise UsageError(f"{cell!r} is not SHEET!CELL or DATA_SET:YEAR:AREA:LABELS. Data sets: {known}.")
    wanted = tuple(re.split("[=;]", text))
    for labels in label_rows(release, data_set, about.year):
        texts = label_texts(data_set, labels)
        if wanted in (texts, tuple(part for part in texts if part)):
            indicators = data_set.indicators_in(about.year)
            counted = next((one for one in indicators if one.statistic == "count"), indicators[-1])
            shown = shown_by(data_set, labels, counted, int(year), area)
            for read in read_data_sets(release_dir / "publish", release, about.year):
                if read.shown == shown:
                    return read
            raise UsageError(f"{cell!r}: {name} has no row of {year} for area {area!r}.")
    raise UsageError(f"{cell!r}: {name} has no labels {text!r}; write them as group=item, as the file prints them.")


def _reason_hidden(warehouse: Warehouse, shown: Shown) -> str:
    row = warehouse.connection.execute(
        """
        SELECT reason FROM protected.hidden
        WHERE statistic = ? AND measure = ? AND collection_year = ? AND area_code = ?
            AND breakdown_key = ? AND of_key = ?
        """,
        [shown.statistic, shown.measure, shown.year, shown.area_code, shown.key, shown.of_key],
    ).fetchone()
    return str(row[0]) if row else ""


def _records(warehouse: Warehouse, shown: Shown) -> tuple[tuple[str, int], ...]:
    conditions, values = _conditions(shown)
    rows = warehouse.connection.execute(
        f"""
        WITH ancestors AS ({ANCESTORS})
        SELECT files.path, counted.line
        FROM core.{shown.measure} AS counted
        JOIN raw.files AS files USING (file_id)
        JOIN reference.local_authorities AS areas
            ON areas.collection_year = counted.collection_year AND areas.la_code = counted.la_code
        WHERE counted.collection_year = ? AND {" AND ".join(conditions)}
        ORDER BY ALL
        """,
        [shown.year, *values],
    ).fetchall()
    return tuple((path, line) for path, line in rows)


def _conditions(shown: Shown) -> tuple[Sequence[str], Sequence[str]]:
    conditions, values = [], []
    if shown.area_code != ENGLAND.area_code:
        conditions.append("? IN (areas.la_code, areas.region_code, areas.csc_region_code)")
        values.append(shown.area_code)
    for breakdown, category in breakdown_pairs(shown.key):
        column = CORE_COLUMNS.get(breakdown, breakdown)
        conditions.append(f"counted.{column} IN (SELECT leaf FROM ancestors WHERE breakdown = ? AND node = ?)")
        values += [breakdown, category]
    return conditions or ["TRUE"], values
