"""A data file and its metadata as read for screening: text by column, with the distinct values worked out once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pipeline.disseminate.standards.data_file_vocabulary import GEOGRAPHY_COLUMNS

AREA_COLUMNS = frozenset(("geographic_level", *GEOGRAPHY_COLUMNS))


class CsvTable:
    """A CSV file read as text, by column; every cell is what the file says, blanks are empty."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises OSError, UnicodeDecodeError (not UTF-8), csv.Error or ValueError (empty file)."""
        self.path = path
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        if not lines:
            raise ValueError("the file is empty")
        self.header = lines[0]
        width = len(self.header)
        rows = [row for row in lines[1:] if row]
        self.blank_lines = len(lines) - 1 - len(rows)
        self.ragged = [number for number, row in enumerate(lines[1:], start=2) if row and len(row) != width]
        if self.ragged:
            rows = [(row + [""] * width)[:width] for row in rows]
        self.row_count = len(rows)
        texts = list(zip(*rows, strict=True)) if rows else [()] * width
        # Of two columns with one name the first is screened; the repetition is a failing of its own.
        self.columns: dict[str, tuple[str, ...]] = {}
        for name, text in zip(self.header, texts, strict=True):
            self.columns.setdefault(name, text)
        self._values: dict[str, list[str]] = {}
        self._combinations: dict[tuple[str, ...], list[tuple[str, ...]]] = {}

    def __contains__(self, column: object) -> bool:
        """Whether the file has a column of this name."""
        return column in self.columns

    def column(self, name: str) -> Sequence[str]:
        """A column's cells; as many blanks when the file lacks it, which another check tells of."""
        return self.columns.get(name, ("",) * self.row_count)

    def values(self, name: str) -> list[str]:
        """A column's distinct cells, in order of first appearance; none when the file lacks it."""
        if name not in self._values:
            columns = self._areas if name in AREA_COLUMNS else self.columns
            self._values[name] = list(dict.fromkeys(columns.get(name, ())))
        return self._values[name]

    def combinations(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """The distinct combinations of several columns, in order of first appearance."""
        key = tuple(names)
        if key not in self._combinations:
            columns = self._areas if AREA_COLUMNS.issuperset(key) and self._areas else self.columns
            blanks = ("",) * len(next(iter(columns.values()), ()))
            cells = zip(*(columns.get(name, blanks) for name in key), strict=True)
            self._combinations[key] = list(dict.fromkeys(cells))
        return self._combinations[key]

    @cached_property
    def _areas(self) -> dict[str, tuple[str, ...]]:
        """The columns of areas without the rows that repeat them: few areas have many rows, and many checks."""
        names = [name for name in self.columns if name in AREA_COLUMNS]
        distinct = dict.fromkeys(zip(*(self.columns[name] for name in names), strict=True))
        return dict(zip(names, zip(*distinct, strict=True), strict=True)) if distinct else {}


class FilePair:
    """A data file with the metadata file that describes its filters and indicators."""

    def __init__(self, data: CsvTable, meta: CsvTable, places: frozenset[tuple[str, str]]) -> None:
        """``places`` are the (code, name) pairs of areas that the data file may name."""
        self.data = data
        self.meta = meta
        self.places = places

    def described(self, column: str, kind: str | None = None) -> list[tuple[str, str]]:
        """(col_name, cell of the metadata ``column``) of every metadata row, or of those of one col_type."""
        rows = zip(self.meta.column("col_name"), self.meta.column("col_type"), self.meta.column(column), strict=True)
        return [(name, cell) for name, col_type, cell in rows if kind is None or col_type == kind]

    @cached_property
    def filters(self) -> list[str]:
        """The names of the filters."""
        return [name for name, _ in self.described("col_name", "Filter") if name]

    @cached_property
    def indicators(self) -> list[str]:
        """The names of the indicators."""
        return [name for name, _ in self.described("col_name", "Indicator") if name]

    @cached_property
    def group_entries(self) -> list[str]:
        """The grouping columns as entered, one for each metadata row that has one."""
        return [group for group in self.meta.column("filter_grouping_column") if group]

    @cached_property
    def groups(self) -> list[str]:
        """The columns that group a filter's items."""
        return list(dict.fromkeys(self.group_entries))

    @cached_property
    def filters_and_groups(self) -> list[str]:
        """Both, each once."""
        return list(dict.fromkeys([*self.filters, *self.groups]))

    @cached_property
    def levels(self) -> list[str]:
        """The geographic levels of the data file's rows."""
        return self.data.values("geographic_level")
