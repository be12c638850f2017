"""Reading a release back from its published files: what a stranger sees, figure by figure."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.data_set_rows import filter_columns, label_rows, label_texts, shown_by
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.underlying_areas import area_code_of
from pipeline.analyse.workbook_grid import Grid, in_table_order, lay_out
from pipeline.design.contents import Contents
from pipeline.design.data_sets import UNDERLYING, DataSet, Indicator, Label, Release
from pipeline.design.statistic import POPULATION
from pipeline.foundation.stages import UnreadableInput
from pipeline.reference.periods import collection_year_named, latest_of, period_printed

VERSION_LENGTH = 8
JOINED = " / "
Place = tuple[int, str]
"""A collection year and the code of an area."""


class ReadFigure(NamedTuple):
    """One figure as printed: which it is, the text in the file (a number or a symbol without brackets), and where."""

    shown: Shown
    text: str
    place: str


@dataclass(frozen=True)
class PublishedAbout:
    """The head of manifest.json: which release the files are, and the edition of its populations if not the latest.

    ``version`` tells two releases of one name, year and part apart: a digest of the manifest, which names every file.
    """

    name: str
    year: int
    part: str
    years: tuple[int, ...]
    policy: str
    populations: int | None
    version: str

    @property
    def title(self) -> str:
        """The release's name, year and part."""
        return " ".join(filter(None, (self.name, str(self.year), self.part)))

    @property
    def version_name(self) -> str:
        """The title and the version: what a certificate calls an earlier release."""
        return f"{self.title} (version {self.version})"


def read_about(publish: Path) -> PublishedAbout:
    """Which release ``publish`` holds; raises UnreadableInput when it is none."""
    path = publish / "manifest.json"
    try:
        content = path.read_bytes()
        about = json.loads(content)
        return PublishedAbout(
            about["release"],
            int(about["year"]),
            about["part"],
            tuple(collection_year_named(str(year)) for year in about["years"]),
            about["policy"]["edition"],
            about.get("populations"),
            hashlib.sha256(content).hexdigest()[:VERSION_LENGTH],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"{path} cannot be read as a release's manifest; name a release folder.") from error


def read_data_sets(
    publish: Path, release: Release, about: PublishedAbout, places: Collection[Place] | None = None
) -> Iterator[ReadFigure]:
    """Every figure of every data set that rests on returns, populations apart; with ``places``, of these alone.

    Raises UnreadableInput for a row that no label explains.
    """
    for data_set in release.data_sets_in(about.year, about.part):
        path = publish / "data" / f"{data_set.file_name.at(about.year)}.csv"
        columns = filter_columns(data_set, about.year)
        indicators = [
            one for one in data_set.indicators_in(about.year) if one.statistic.kind != POPULATION and not one.compared
        ]
        # What a row shows is the same everywhere but for year and area, and takes longer to find than to read.
        by_text = {
            label_texts(data_set, labels): (labels, [shown_by(data_set, labels, one, 0, "") for one in indicators])
            for labels in label_rows(release, data_set, about.year)
        }
        by_year: dict[tuple[tuple[str, ...], int], list[tuple[Shown, str]]] = {}
        try:
            file = path.open(encoding="utf-8", newline="")
        except OSError as error:
            raise UnreadableInput(f"{path} is not there, though {release.name} {about.year} has it.") from error
        with file:
            # Underlying files have codes of their own for some areas.
            for line, row in _rows(file, None if data_set.standard == UNDERLYING else places):
                year, area = place_of_row(data_set, row, about.year)
                if places is not None and (year, area) not in places:
                    continue
                texts, place = tuple(row.get(column) or "" for column in columns), f"{path.name} line {line}"
                if (texts, year) not in by_year:
                    if texts not in by_text:
                        raise UnreadableInput(f"{place}: no label of the data set reads like this row.")
                    by_year[texts, year] = _shown_in(year, about, *by_text[texts], indicators)
                for shown, column in by_year[texts, year]:
                    yield ReadFigure(shown.at(year, area), row[column].removesuffix("%"), place)


def _shown_in(
    year: int,
    about: PublishedAbout,
    labels: Iterable[Label],
    anywhere: Iterable[Shown | None],
    indicators: Iterable[Indicator],
) -> list[tuple[Shown, str]]:
    """What rows of these labels show in a year, whatever area they are of, each with its column."""
    if year not in about.years or not all(label.applies_to(year) for label in labels):
        return []
    return [
        (shown, indicator.column.at(about.year))
        for shown, indicator in zip(anywhere, indicators, strict=True)
        if shown is not None and indicator.tells_of(year, about.year)
    ]


def _rows(file: Iterable[str], places: Collection[Place] | None) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; with ``places`` at least those of these, as few others as their codes alone can tell."""
    reader = csv.reader(file)
    columns = next(reader, [])
    codes = {area for _, area in places or ()}
    for line, row in enumerate(reader, start=2):
        # Codes of authorities that send one return together are printed in one cell.
        if places is None or not codes.isdisjoint(row) or any(JOINED in text for text in row):
            yield line, dict(zip(columns, row, strict=False))


def place_of_row(data_set: DataSet, row: Mapping[str, str], edition: int) -> Place:
    """The year and area code that a row is of."""
    if data_set.standard == UNDERLYING:
        held = {field: row[column] for column, field in data_set.area_columns}
        return edition, area_code_of(held["la_code"])
    period = period_printed(row["time_period"], row["time_identifier"])
    return period.collection_year, (
        first_code(row.get("old_la_code") or "")
        or row.get("agency_code")
        or row.get("region_code")
        or ENGLAND.area_code
    )


def first_code(printed: str) -> str:
    """The code under which authorities that send one return together are counted, of those that are printed."""
    return printed.partition(JOINED)[0]


def read_workbooks(
    publish: Path, contents: Contents, edition: int, part: str, years: Sequence[int], areas: Areas
) -> Iterator[ReadFigure]:
    """Every figure of every table of the release's workbooks, which have no columns of other years than ``years``.

    Raises UnreadableInput when a workbook or worksheet is not there, or does not have the rows and columns declared.
    """
    from openpyxl import load_workbook  # takes a third of a second, and most readers want data files alone

    rows = in_table_order(areas.of_year(latest_of(edition, years)))
    for book, tables in contents.books_in(edition, part):
        path = publish / "tables" / book.file_name_of(latest_of(edition, years))
        try:
            workbook = load_workbook(path, read_only=True)
        except (OSError, KeyError, ValueError) as error:
            raise UnreadableInput(f"{path} cannot be read as a workbook of {edition}.") from error
        try:
            for table in tables:
                if table.number not in workbook.sheetnames:
                    raise UnreadableInput(f"{path.name} has no worksheet {table.number}.")
                cells = list(workbook[table.number].iter_rows(values_only=True))
                grid = lay_out(table, edition, rows, years)
                yield from _read_sheet(cells, f"{path.name} {table.number}", grid)
        finally:
            workbook.close()


def _read_sheet(cells: Sequence[Sequence[object]], sheet: str, grid: Grid) -> Iterator[ReadFigure]:
    from openpyxl.utils import get_column_letter

    texts = [["" if value is None else str(value).partition(" [note")[0] for value in row] for row in cells]
    headers = [*grid.row_headers, *(column.header for column in grid.columns)]
    top = next((number for number, row in enumerate(texts) if row[: len(headers)] == headers), None)
    if top is None or len(texts) - top - 1 != len(grid.rows):
        raise UnreadableInput(f"{sheet} does not have the header or the rows that tables.yaml declares.")
    for number, (row, declared, asked) in enumerate(
        zip(texts[top + 1 :], grid.rows, grid.asked, strict=True), start=top + 2
    ):
        first = len(declared.texts)
        if any(text and text != printed for text, printed in zip(declared.texts, row, strict=False)):
            raise UnreadableInput(f"{sheet} row {number} is not that of {declared.texts[-1]}.")
        for position, (one, text) in enumerate(zip(asked, row[first:], strict=False), start=first + 1):
            if one is not None and not one.cell.compared:
                place = f"{sheet}!{get_column_letter(position)}{number}"
                yield ReadFigure(shown_in_cell(one), text.strip("[]"), place)
