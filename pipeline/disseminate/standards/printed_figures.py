"""The numbers of a release's data files as their texts give them, in arrays: which cell, where, and what is printed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pandas

from pipeline.analyse.data_set_rows import filter_columns, label_rows, label_texts, shown_by
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import first_code
from pipeline.analyse.row_marks import cannot_be
from pipeline.design.data_sets import UNDERLYING, DataSet, Indicator, Release
from pipeline.design.figure import Marker
from pipeline.design.statistic import BASE, COUNT, PERCENT, Cell, cell_named
from pipeline.foundation.stages import UnreadableInput
from pipeline.reference.periods import period_printed

LEVELS = {"national": "national", "regional": "regional", "region": "regional", "local authority": "local_authority"}
LEVELS |= dict.fromkeys(("la", "agency"), "local_authority")
NUMBER, OTHER = "number", "other"
NO_CELL = -1
IntArray = np.ndarray[Any, Any]
Thing = TypeVar("Thing")


@dataclass
class Numbered(Generic[Thing]):
    """Things by the number that arrays hold of them, in order of first use."""

    known: dict[Thing, int] = field(default_factory=dict)

    def of(self, thing: Thing) -> int:
        """The number of a thing."""
        return self.known.setdefault(thing, len(self.known))

    @property
    def names(self) -> list[Thing]:
        """The things in order of their numbers."""
        return list(self.known)


@dataclass(frozen=True)
class PrintedFigures:
    """One statistic as printed: an entry an array for each number of each data file.

    ``cell`` and ``base`` are numbers of ``cells`` (NO_CELL where a percentage is a share of nothing; a count's base is
    the total of its measure, or what the data set says that it is a part of), ``place`` of ``places`` (a year and an
    area); ``status`` is NUMBER, a marker, or OTHER; ``rounding`` the rounding base of the area's level, below 1
    for a number with decimals; ``line`` the line of the file.
    """

    file: IntArray
    column: IntArray
    line: IntArray
    cell: IntArray
    base: IntArray
    place: IntArray
    value: IntArray
    status: IntArray
    rounding: IntArray
    decimals: IntArray

    def only(self, chosen: IntArray) -> PrintedFigures:
        """The entries that ``chosen`` says."""
        return PrintedFigures(**{name: array[chosen] for name, array in vars(self).items()})


@dataclass(frozen=True)
class PrintedRelease:
    """The counts and percentages of every data file, and what their numbers stand for."""

    counts: PrintedFigures
    percentages: PrintedFigures
    cells: list[Cell]
    places: list[str]
    files: list[str]
    columns: list[str]
    statuses: list[Marker | str]

    def is_status(self, figures: PrintedFigures, *wanted: Marker | str) -> IntArray:
        """Which entries have one of these statuses."""
        return np.isin(figures.status, [at for at, status in enumerate(self.statuses) if status in wanted])

    def is_of(self, figures: PrintedFigures, wanted: Collection[tuple[str, str]]) -> IntArray:
        """Which entries are of one of these (measure, place), or have their base in it; ``place_of`` names places."""
        found = np.zeros(len(figures.cell), dtype=bool)
        numbers = {place: at for at, place in enumerate(self.places)}
        measures = np.array([measure for measure, _ in self.cells] or [""])
        for measure in sorted({measure for measure, _ in wanted}):
            is_it = measures == measure
            places = [numbers.get(place, -1) for of, place in wanted if of == measure]
            found |= (is_it[figures.cell] | is_it[figures.base]) & np.isin(figures.place, places)
        return found


@dataclass
class _Reader:
    edition: int
    years: Collection[int]
    rounding: Mapping[str, int]
    markers: Mapping[str, Marker]
    cells: Numbered[Cell] = field(default_factory=Numbered)
    places: Numbered[str] = field(default_factory=Numbered)
    files: Numbered[str] = field(default_factory=Numbered)
    columns: Numbered[str] = field(default_factory=Numbered)
    statuses: Numbered[Marker | str] = field(default_factory=Numbered)
    decimals: Mapping[str, int] = field(default_factory=dict)
    applies_to: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, str] = field(default_factory=dict)
    found: dict[str, list[dict[str, IntArray]]] = field(default_factory=lambda: {COUNT: [], PERCENT: []})

    def read(self, path: Path, release: Release, data_set: DataSet) -> None:
        """Add every count and percentage of a data file; raises UnreadableInput for a row that no label explains."""
        indicators = [
            one for one in data_set.indicators_in(self.edition) if one.statistic.kind in self.found and not one.compared
        ]
        if not indicators:
            return
        try:
            table = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise UnreadableInput(f"{path} cannot be read as a data file of the release.") from error
        labels = list(label_rows(release, data_set, self.edition))
        row, line = self._labels_of(path, table, [label_texts(data_set, one) for one in labels], data_set)
        year, place, rounding = self._places_of(table, data_set)
        printed_years, year_at = np.unique(year, return_inverse=True)
        applies = np.array([[all(label.applies_to(each) for label in one) for each in printed_years] for one in labels])
        impossible = np.array([cannot_be(data_set, one) for one in labels])
        not_applicable = next((text for text, marker in self.markers.items() if marker is Marker.NOT_APPLICABLE), "")
        for one in indicators:
            shown = [shown_by(data_set, each, one, 0, "") for each in labels]
            wholes = [self._whole_of(data_set, each) for each in shown]
            told = np.array([one.tells_of(each, self.edition) for each in printed_years])
            keep = np.isin(year, list(self.years)) & told[year_at] & applies[row, year_at]
            # What can have nobody is marked as not applicable, whatever it would be of.
            keep &= ~(impossible[row] & (table[one.column.at(self.edition)] == not_applicable).to_numpy())
            self._add(path, one, shown, wholes, table, row[keep], line[keep], place[keep], rounding[keep], keep)

    def _labels_of(
        self, path: Path, table: pandas.DataFrame, texts: Sequence[tuple[str, ...]], data_set: DataSet
    ) -> tuple[IntArray, IntArray]:
        """Which of the rows of labels each row of the file is, and its line."""
        line = np.arange(2, len(table) + 2)
        columns = filter_columns(data_set, self.edition)
        if not columns:
            return np.zeros(len(table), dtype=np.int64), line
        joined = table[columns[0]]
        for name in columns[1:]:
            joined = joined + "\t" + table[name]
        codes, uniques = pandas.factorize(joined)
        places = {"\t".join(text): at for at, text in enumerate(texts)}
        known = np.array([places.get(text, NO_CELL) for text in uniques], dtype=np.int64)
        row = known[codes]
        if (row == NO_CELL).any():
            raise UnreadableInput(
                f"{path.name} line {line[row == NO_CELL][0]}: no label of the data set reads like this row."
            )
        return row, line

    def _places_of(self, table: pandas.DataFrame, data_set: DataSet) -> tuple[IntArray, IntArray, IntArray]:
        """The year, the number of the place and the rounding base of each row."""
        if data_set.standard == UNDERLYING:
            holding = {field: column for column, field in data_set.area_columns}
            level, year = table[holding["level"]], np.full(len(table), self.edition)
            area = table[holding["name"]].str.casefold()
        else:
            level, year = table["geographic_level"], _years_of(table)
            area = table["country_code"]
            for column in ("region_code", "old_la_code", "agency_code"):
                if column in table:
                    area = table[column].map(first_code).where(table[column] != "", area)
        codes, areas = pandas.factorize(pandas.Series(year).astype(str) + "\t" + area)
        place = np.array([self.places.of(text) for text in areas], dtype=np.int64)[codes]
        codes, levels = pandas.factorize(level)
        rounding = np.array([self.rounding[LEVELS[text.casefold()]] for text in levels], dtype=np.int64)[codes]
        return year, place, rounding

    def _add(
        self, path: Path, one: Indicator, shown: Sequence[Shown | None], wholes: Sequence[Cell],
        table: pandas.DataFrame,
        row: IntArray, line: IntArray, place: IntArray, rounding: IntArray, keep: IntArray,
    ) -> None:  # fmt: skip
        """Add one number column, but for rows that show another statistic than it."""
        statistic = one.statistic.kind
        cell = np.array([self.cells.of(each.cell) if each else NO_CELL for each in shown])
        base = np.array([self.cells.of(whole) if each else NO_CELL for each, whole in zip(shown, wholes, strict=True)])
        places = [self.decimals.get(each.measure, 0) if each else 0 for each in shown]
        wanted = np.array([each is None or each.statistic == statistic for each in shown])[row]
        column = one.column.at(self.edition)
        codes, uniques = pandas.factorize(table[column].to_numpy()[keep][wanted])
        read = [self._read_text(text) for text in uniques]
        size = len(codes)
        self.found[statistic].append(
            {
                "file": np.full(size, self.files.of(path.name)),
                "column": np.full(size, self.columns.of(column)),
                "line": line[wanted],
                "cell": cell[row[wanted]],
                "base": base[row[wanted]],
                "place": place[wanted],
                "value": np.array([value for value, _ in read], dtype=np.float64)[codes],
                "status": np.array([status for _, status in read], dtype=np.int64)[codes],
                "rounding": np.where(
                    rounding[wanted] > 1, rounding[wanted], np.array([1 / 10**each for each in places])[row[wanted]]
                ),
                "decimals": np.full(size, one.statistic.decimals),
            }
        )

    def _whole_of(self, data_set: DataSet, shown: Shown | None) -> Cell:
        """What a percentage is of, or what a count is a part of where the data set or its measure says so."""
        if shown is None:
            return Cell("", "")
        if shown.statistic == COUNT and shown.measure in self.applies_to:
            return Cell(self.applies_to[shown.measure], "")
        if shown.statistic == COUNT and data_set.empty_whole not in ("", BASE):
            return cell_named(data_set.empty_whole)
        if shown.statistic == COUNT and data_set.empty_whole == BASE and self.amounts.get(shown.measure):
            return Cell(self.amounts[shown.measure], shown.key)  # an amount is of the people beside it
        return shown.whole

    def _read_text(self, text: str) -> tuple[float, int]:
        try:
            return float(text.removesuffix("%")), self.statuses.of(NUMBER)
        except ValueError:
            return 0.0, self.statuses.of(self.markers.get(text, OTHER))

    def figures(self, statistic: str) -> PrintedFigures:
        """All that was read of one statistic."""
        names = PrintedFigures.__dataclass_fields__
        found = self.found[statistic]
        return PrintedFigures(
            **{name: np.concatenate([one[name] for one in found]) if found else np.zeros(0, np.int64) for name in names}
        )


def _years_of(table: pandas.DataFrame) -> IntArray:
    """The collection year of each row."""
    codes, printed = pandas.factorize(table["time_period"] + "\t" + table["time_identifier"])
    years = [period_printed(*text.split("\t")).collection_year for text in printed]
    return np.array(years, dtype=np.int64)[codes]


def place_of(year: int, area: str) -> str:
    """How a place is named: an area by its code, or in underlying files by its name in lower case."""
    return f"{year}\t{area}"


def read_printed(
    data: Path,
    release: Release,
    edition: int,
    part: str,
    years: Collection[int],
    rounding: Mapping[str, int],
    symbols: Mapping[Marker, str],
) -> PrintedRelease:
    """Read every data set of the folder ``data`` as a stranger does: its texts, and what its labels are declared to be.

    ``years`` are those with figures from returns. Raises UnreadableInput for a file or row that is not the release's.
    """
    reader = _Reader(edition, frozenset(years), rounding, {text: marker for marker, text in symbols.items()})
    reader.decimals, reader.applies_to, reader.amounts = release.decimals, release.applies_to, release.amounts
    for data_set in release.data_sets_in(edition, part):
        reader.read(data / f"{data_set.file_name.at(edition)}.csv", release, data_set)
    return PrintedRelease(
        reader.figures("count"),
        reader.figures("percent"),
        reader.cells.names,
        reader.places.names,
        reader.files.names,
        reader.columns.names,
        reader.statuses.names,
    )
