"""Reading a release back from its published files: what a stranger sees, figure by figure."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from pipeline.publication.areas import ENGLAND, Areas
from pipeline.publication.contents import Column, Contents
from pipeline.publication.data_files import filter_columns, label_rows, label_texts, shown_by
from pipeline.publication.data_sets import Release
from pipeline.publication.figures import Shown
from pipeline.publication.shown import shown_in_column
from pipeline.publication.workbook import AREA_HEADERS
from pipeline.stages import UnreadableInput


@dataclass(frozen=True)
class ReadFigure:
    """One figure as printed: which it is, the text in the file (a number or a symbol without brackets), and where."""

    shown: Shown
    text: str
    place: str


@dataclass(frozen=True)
class PublishedAbout:
    """The head of manifest.json: which release the files are."""

    name: str
    year: int
    part: str
    years: tuple[int, ...]
    policy: str


def read_about(publish: Path) -> PublishedAbout:
    """Which release ``publish`` holds; raises UnreadableInput when it is none."""
    path = publish / "manifest.json"
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        return PublishedAbout(
            about["release"], int(about["year"]), about["part"], tuple(about["years"]), about["policy"]["edition"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"{path} cannot be read as a release's manifest; name a release folder.") from error


def read_data_sets(publish: Path, release: Release, edition: int) -> Iterator[ReadFigure]:
    """Every figure of every data set, populations apart; raises UnreadableInput for a row that no label explains."""
    for data_set in release.data_sets:
        path = publish / "data" / f"{data_set.file_name.at(edition)}.csv"
        by_text = {label_texts(data_set, labels): labels for labels in label_rows(release, data_set, edition)}
        columns = filter_columns(data_set, edition)
        try:
            file = path.open(encoding="utf-8", newline="")
        except OSError as error:
            raise UnreadableInput(f"{path} is not there, though {release.name} {edition} has it.") from error
        with file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                labels = by_text.get(tuple(row.get(column) or "" for column in columns))
                if labels is None:
                    raise UnreadableInput(f"{path.name} line {line}: no label of the data set reads like this row.")
                area = row.get("old_la_code") or row.get("region_code") or ENGLAND.area_code
                for indicator in data_set.indicators_in(edition):
                    if indicator.statistic != "population" and int(row["time_period"]) >= indicator.first_year:
                        shown = shown_by(data_set, labels, indicator, int(row["time_period"]), area)
                        yield ReadFigure(shown, row[indicator.column.at(edition)], f"{path.name} line {line}")


def read_workbooks(publish: Path, contents: Contents, edition: int, part: str, areas: Areas) -> Iterator[ReadFigure]:
    """Every figure of every table of the release's workbook; a column left out is a year without figures."""
    path = publish / "tables" / contents.file_name(edition)
    try:
        book = load_workbook(path, read_only=True)
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as the workbook of {edition}.") from error
    try:
        for table in contents.tables_in(edition, part):
            if table.number not in book.sheetnames:
                raise UnreadableInput(f"{path.name} has no worksheet {table.number}.")
            columns = {column.header(edition): column for column in table.columns_in(edition)}
            yield from _read_sheet(book[table.number], f"{path.name} {table.number}", columns, edition, areas)
    finally:
        book.close()


def _read_sheet(
    sheet: object, place: str, columns: Mapping[str, Column], edition: int, areas: Areas
) -> Iterator[ReadFigure]:
    headers: list[str] = []
    by_name = {area.area_name: area.area_code for area in [ENGLAND, *areas.regions]}
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined]
        row = ["" if value is None else str(value) for value in cells]
        if not headers:
            if row[: len(AREA_HEADERS)] == list(AREA_HEADERS):
                headers = [text.partition(" [note")[0] for text in row]
            continue
        area = by_name.get(row[3]) or row[0]
        for header, text in list(zip(headers, row, strict=True))[len(AREA_HEADERS) :]:
            shown = shown_in_column(columns[header], edition, area)
            yield ReadFigure(shown, text.strip("[]"), f"{place} row {number}")
