"""Sets every printed figure beside the one that the recount works out, and lists what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from .areas import ENGLAND, Areas
from .cells import Cells, Counts
from .codes_since import first_year_of
from .figures import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Area,
    Collected,
    Count,
    Figure,
    Form,
    Mean,
    Median,
    NetGain,
    Population,
    Quantile,
    Rate,
    Series,
    Share,
    Sum,
    Text,
    YearsAndMonths,
    written,
)
from .published import PublishedRow, rows_of
from .reading import DataSet, Row
from .workbooks import TableCell, cells_of

# Children whom any authority may have placed: they cannot be counted from the returns of a few.
OF_EVERY_AUTHORITY = "children_placed_within_local_authority"
NO_MEANING = (KeyError, StopIteration, ValueError)
YEARS_IN_RELEASE = 5


@dataclass(frozen=True)
class Difference:
    """A printed figure that is not the recount's."""

    data_set: str
    column: str
    year: int
    area: str
    labels: tuple[str, ...]
    printed: str
    recounted: str

    def __str__(self) -> str:
        where = f"{self.data_set} [{self.column}] {self.year} {self.area}"
        return f"{where} {' > '.join(self.labels)}: printed {self.printed!r}, recounted {self.recounted!r}"


@dataclass
class Result:
    """How many figures were compared, and what came of it."""

    agreed: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[str] = field(default_factory=Counter)
    estimated: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: Result) -> None:
        """Take in what another comparison found."""
        for mine, theirs in ((self.agreed, other.agreed), (self.suppressed, other.suppressed)):
            mine.update(theirs)
        self.estimated.update(other.estimated)
        self.differences += other.differences

    def report(self, most: int = 40) -> str:
        """What differs: how many by data set and column, and the first of them."""
        if not self.differences:
            return ""
        by = Counter((one.data_set, one.column) for one in self.differences)
        lines = [f"{len(self.differences)} printed figures differ from the recount:"]
        lines += [f"  {number:6} {data_set} [{column}]" for (data_set, column), number in sorted(by.items())]
        return "\n".join(lines + [str(one) for one in self.differences[:most]])


@dataclass(frozen=True)
class Recount:
    """The recount of one edition: counts, areas, and how figures are written at each level."""

    counts: Counts
    areas: Areas
    edition: int
    forms: Mapping[str, Form]
    only: frozenset[str] = frozenset()
    """Areas to compare, the only ones that were counted; none: all."""
    suppressed: tuple[str, ...] = ("c", "[c]")
    """What stands for a figure that is suppressed."""

    def compare(self, path: Path, name: str, reading: DataSet) -> Result:
        """Compare a data file row by row, column by column."""
        result = Result()
        read = cache(lambda *labels: reading.read(*labels, self.edition))
        for row in rows_of(path, reading):
            for column, printed in row.printed.items():

                def meaning(row: PublishedRow = row, column: str = column) -> Figure:
                    figures = read(*row.labels)
                    of_nobody = self.is_part_of_nobody(reading, figures, row) and self.is_nought(figures[column], row)
                    return Text(NOT_APPLICABLE) if of_nobody else figures[column]

                self.judge(result, name, row, column, printed, meaning)
        return result

    def is_part_of_nobody(self, reading: DataSet, figures: Row, row: PublishedRow) -> bool:
        """Whether an authority has none of what a row is a part of; the row of the whole is no part."""
        las = self.areas.las(row.year, row.area)
        if not reading.parts_of or row.level != "Local authority" or not las:
            return False
        own = [one.of for one in figures.values() if isinstance(one, Count)]
        wholes = [one.base for one in figures.values() if isinstance(one, Share)]
        if isinstance(reading.parts_of, Cells):
            wholes = [reading.parts_of]
        if any(self.is_of_others(one) for one in wholes):
            return False
        known = [one for one in wholes[:1] if not self.areas.lacking(row.year, las, one)]
        return any(one not in own and self.counts.of(one, row.year, las) == 0 for one in known)

    def is_of_others(self, cells: Cells) -> bool:
        """Whether children are in it whose authorities were not counted."""
        return bool(self.only) and cells.measure == OF_EVERY_AUTHORITY

    def is_nought(self, figure: Figure, row: PublishedRow) -> bool:
        """Whether nobody is in a figure: somebody would be shown in any case."""
        las = self.areas.las(row.year, row.area)
        return all(self.counts.of(one, row.year, las) == 0 for one in counted_in(figure))

    def compare_tables(self, path: Path, meaning: Callable[[TableCell, int], tuple[Figure, int]]) -> Result:
        """Compare every cell of a workbook's tables."""
        result = Result()
        read = cache(lambda cell: meaning(cell, self.edition))
        for cell in cells_of(path):
            name, labels = f"{path.stem} {cell.sheet}", (*cell.line, cell.heading)
            key = replace(cell, area="", level="", printed="")
            row = PublishedRow(self.edition, cell.level, cell.area, labels, {})
            with suppress(*NO_MEANING):
                row = replace(row, year=read(key)[1])
            self.judge(result, name, row, "cell", cell.printed, lambda key=key: read(key)[0])
        return result

    def judge(
        self,
        result: Result,
        name: str,
        row: PublishedRow,
        column: str,
        printed: str,
        meaning: Callable[[], Figure],
    ) -> None:
        """Set one printed figure beside its recount; what has no meaning that the recount knows is a difference too."""
        self.judge_text(
            result, name, row, column, printed, lambda: self.written(meaning(), row.year, row.area, row.level)
        )

    def judge_text(
        self,
        result: Result,
        name: str,
        row: PublishedRow,
        column: str,
        printed: str,
        worked_out: Callable[[], str | None],
    ) -> None:
        """The same where the whole text is worked out by its caller; ``None`` is an estimate."""
        key = f"{name} [{column}]"
        if self.only and row.area not in self.only:
            return
        if printed in self.suppressed:
            result.suppressed[key] += 1
            return
        try:
            recounted = worked_out()
        except NO_MEANING as unknown:
            recounted = f"no meaning: {unknown!r}"
        if recounted is None:
            result.estimated[key] += 1
        elif recounted == printed:
            result.agreed[key] += 1
        else:
            result.differences.append(Difference(name, column, row.year, row.area, row.labels, printed, recounted))

    def is_of_release(self, year: int) -> bool:
        """Whether the release counts the year from returns."""
        return year in self.areas.years_sent() and year > self.edition - YEARS_IN_RELEASE

    def written(self, figure: Figure, year: int, area: str, level: str) -> str | None:
        """What must be printed; ``None`` where authorities are missing from an area, so that it is estimated."""
        if isinstance(figure, Collected):
            figure = figure.in_year(year)
        if isinstance(figure, Count | Share) and year < first_year_of(figure.of):
            figure = Text(NOT_APPLICABLE)
        form, las = self.forms[level], self.areas.las(year, area)
        if isinstance(figure, Series) and not self.is_of_release(year):
            key = ";".join(f"{name}={'|'.join(sorted(leaves))}" for name, leaves in figure.of.where)
            return self.areas.series.get((figure.of.measure, key, year), form.symbols[NOT_AVAILABLE])
        if not las and not isinstance(figure, Population):
            return form.symbols[NOT_APPLICABLE]
        if isinstance(figure, Text):
            return form.symbols.get(figure.text, figure.text)
        if any(self.is_of_others(one) for one in counted_in(figure)):
            return None
        if not isinstance(figure, Population):
            lacking = {la_code for one in counted_in(figure) for la_code in self.areas.lacking(year, las, one)}
            if lacking and len(lacking) < len(las):
                return None
            if lacking:
                # An area none of whose authorities sent it is estimated, unless nobody in England did.
                england = self.areas.las(year, ENGLAND)
                nobody = any(set(self.areas.lacking(year, england, one)) == set(england) for one in counted_in(figure))
                return form.symbols[NOT_AVAILABLE] if level == "Local authority" or nobody else None
        return written(figure, self.counts, year, Area(las, self.areas.children.get((year, area))), form)


def counted_in(figure: Figure) -> list[Cells]:
    """Everything that a figure is worked out from."""
    match figure:
        case Share(of=of, base=base):
            return [of, base]
        case NetGain(came, went):
            return [came, went]
        case Sum(more, less):
            return [*more, *less]
        case Mean(amounts, of):
            return [*amounts, of]
        case YearsAndMonths(days, of):
            return [*days, of]
        case Count(of=of) | Series(of) | Rate(of) | Median(of) | Quantile(of):
            return [of]
    return []
