"""Figures looked up in the CSV files of a release: what a reader can read there, and nothing that stands elsewhere.

Deny by default: what no file shows is not available, and what a file shows as a symbol is that symbol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.analyse.data_set_rows import filter_columns, label_rows, label_texts, shown_by
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import place_of_row
from pipeline.design.data_sets import Label
from pipeline.design.figure import Figure, Marker
from pipeline.design.statistic import COUNT, Cell
from pipeline.disseminate.site.published_data import DataFile, PublishedData, literal, quoted

Place = tuple[int, str]
"""A year and the code of an area."""


@dataclass(frozen=True)
class Column:
    """Where a figure of every year and area stands: a column of a file, in the rows with these texts of the filters.

    ``shown`` is the figure, with year 0 and no area; ``labels`` are those of its rows.
    """

    file: DataFile
    name: str
    filters: tuple[tuple[str, str], ...]
    labels: tuple[Label, ...]
    shown: Shown
    unit: str


@dataclass
class PublishedFigures:
    """The figures of a release by what they are: ``of`` a figure of a year and area, as printed."""

    edition: Edition
    data: PublishedData
    _columns: dict[Cell, list[Column]] = field(default_factory=dict)
    _texts: dict[Shown, Mapping[Place, str]] = field(default_factory=dict)
    _by_shown: dict[Shown, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out where every cell of the release is shown; of two places the file with more levels comes first."""
        edition = self.edition.year
        for file in sorted(self.data.files, key=lambda one: -len(one.data_set.levels)):
            columns = filter_columns(file.data_set, edition)
            indicators = [one for one in file.data_set.indicators_in(edition) if not one.compared]
            for labels in label_rows(self.edition.release, file.data_set, edition):
                filters = tuple(zip(columns, label_texts(file.data_set, labels), strict=True))
                for one in indicators:
                    shown = shown_by(file.data_set, labels, one, 0, "")
                    name = one.column.at(edition)
                    if shown is not None and name in file.number_columns and shown not in self._by_shown:
                        column = Column(file, name, filters, labels, shown, one.unit)
                        self._by_shown[shown] = column
                        self._columns.setdefault(shown.cell, []).append(column)

    def columns_of(self, cell: Cell) -> Sequence[Column]:
        """Every column that shows a statistic of the cell, each statistic once."""
        return self._columns.get(cell, ())

    def cells(self) -> Sequence[Cell]:
        """Every cell that some file shows, in the order of the files."""
        return list(self._columns)

    def of(self, shown: Shown) -> Figure:
        """A figure as its file shows it, with all its decimal places; not available where no file has it."""
        text = self.text(shown)
        if text is None:
            return Figure.marked(Marker.NOT_AVAILABLE)
        marker = next((marker for marker, symbol in self.data.symbols.items() if symbol == text), None)
        if marker is not None:
            return Figure.marked(marker)
        places = max(self._places(shown), len(text.partition(".")[2]))
        # A file has 20 where beside 18.6 a reader looks for 20.0.
        return Figure.of(Decimal(text).quantize(Decimal(1).scaleb(-places)) if places else int(text))

    def _places(self, shown: Shown) -> int:
        return shown.decimals or (
            self.edition.release.decimals.get(shown.cell.measure, 0) if shown.statistic == COUNT else 0
        )

    def text(self, shown: Shown) -> str | None:
        """What stands in the file; None where no file has the figure."""
        anywhere = shown.at(0, "")
        if anywhere not in self._by_shown:
            return None
        if anywhere not in self._texts:
            self._texts[anywhere] = self._read(self._by_shown[anywhere])
        return self._texts[anywhere].get((shown.year, shown.area_code))

    def _read(self, column: Column) -> Mapping[Place, str]:
        """Every year's and area's text of a column."""
        data_set = column.file.data_set
        tests = [
            f"{quoted(name)} IS NOT DISTINCT FROM {literal(text) if text else 'NULL'}" for name, text in column.filters
        ]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        rows = self.data.connection.execute(f"SELECT * FROM {quoted(column.file.name)}{where}").fetchall()
        at = column.file.columns.index(column.name)
        found: dict[Place, str] = {}
        for row in rows:
            held = {name: text or "" for name, text in zip(column.file.columns, row, strict=True)}
            found[place_of_row(data_set, held, self.edition.year)] = row[at]
        return found
