"""What suppression cost: how many numbers of each file are suppressed, and why; for ``restricted/`` only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.analyse.areas import Areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import shown_in_data_set, shown_in_table
from pipeline.foundation.numbers import Reason
from pipeline.foundation.written_rows import write_rows
from pipeline.protect.edition.suppressed_figures import REASONS

COST = "cost_of_suppression.csv"
COLUMNS = (
    *("data_set_or_table", "level", "numbers", "small_counts", "second_cells", "following", "as_the_department"),
    *("suppressed", "percent_suppressed"),
)


@dataclass(frozen=True)
class Cost:
    """What suppression cost one data set or table at one level: numbers of figures, absent ones among ``numbers``."""

    name: str
    level: str
    numbers: int
    small_counts: int
    second_cells: int
    following: int
    as_the_department: int = 0

    @property
    def suppressed(self) -> int:
        """How many of the numbers are suppressed."""
        return self.small_counts + self.second_cells + self.following + self.as_the_department

    @property
    def percent_suppressed(self) -> str:
        """The suppressed ones as a percentage of all, to one decimal."""
        return f"{100 * self.suppressed / self.numbers:.1f}"


def costs(edition: Edition, suppressed: Mapping[Shown, str]) -> list[Cost]:
    """The cost in each data set, then in each table, of the edition's part; levels without a number are left out."""
    year, years, areas = edition.year, edition.years, edition.areas
    found: list[Cost] = []
    for data_set in edition.data_sets:
        figures = shown_in_data_set(edition.release, data_set, year, years, areas)
        found += _by_level(data_set.file_name.at(year), figures, areas, suppressed)
    for table in edition.contents.tables_in(year, edition.part):
        found += _by_level(f"table {table.number}", shown_in_table(table, year, years, areas), areas, suppressed)
    return found


def _by_level(name: str, figures: Iterable[Shown], areas: Areas, suppressed: Mapping[Shown, str]) -> Iterator[Cost]:
    numbers: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for figure in figures:
        level = areas.levels[figure.area_code]
        numbers[level] += 1
        if figure in suppressed:
            reasons[level, suppressed[figure]] += 1
    for level in ("national", "regional", "local_authority"):
        if numbers[level]:
            yield Cost(name, level, numbers[level], *(reasons[level, why] for why in REASONS.values()))


def write_costs(restricted: Path, found: Iterable[Cost]) -> None:
    """Write ``cost_of_suppression.csv``: a row a data set or table and level."""
    rows = (
        (one.name, one.level, one.numbers, one.small_counts, one.second_cells, one.following, one.as_the_department,
         one.suppressed, one.percent_suppressed)
        for one in found
    )  # fmt: skip
    write_rows(restricted / COST, COLUMNS, rows)


def cost_in_words(suppressed: Mapping[Shown, str], found: Sequence[Cost]) -> str:
    """The whole cost in a sentence; a figure of several files is one among the counts and several among the numbers."""
    reasons = Counter(suppressed.values())
    numbers, gone = sum(one.numbers for one in found), sum(one.suppressed for one in found)
    percent = f"{100 * gone / numbers:.1f}" if numbers else "0.0"
    small, second = (reasons[REASONS[why]] for why in (Reason.PRIMARY, Reason.SECONDARY))
    return (
        f"{small:,} small counts and {second:,} others that would give them away are suppressed: "
        f"with what follows from them {percent} per cent of the numbers printed (restricted/{COST})"
    )
