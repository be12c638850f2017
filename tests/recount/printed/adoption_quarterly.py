"""The release of quarterly adoption data: data files and workbook tables by quarter, from their titles and labels."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

from tests.recount.adoption_quarterly.returns import QUARTERS, Returns, Senders, read_returns, read_senders

from .adoption_meanings import MEANINGS, SHORTER, TABLES, Asked, families_of_kind, stage_of_any
from .comparison import Recount, Result
from .figures import in_decimals, nearest
from .published import GEOGRAPHY, PublishedRow
from .workbooks import TableCell, cells_of

AGENCY = {"agency_code", "agency_name"}
NEAREST_10 = 10
HEADING = re.compile(r"(?P<label>.*), (?P<period>year so far to |year to |)\d{4}-\d\d Q(?P<quarter>[1-4])")


class Quarterly:
    """What was sent in a year and by whom, and what figures of it must be printed."""

    def __init__(self, returns: Returns, senders: Senders) -> None:
        self.returns, self.senders = returns, senders
        self._of = cache(self._amounts_of)

    def text(self, asked: Asked, quarter: int, area: str, level: str, symbols: dict[str, str]) -> str | None:
        """What must be printed of an area; ``None`` where somebody's return is missing, so that it is estimated."""
        members = self.senders.of_families if asked.kind in ("families", "enquiries") else self.senders.of_children
        senders = members.get(area, [])
        if not senders:
            return symbols["not applicable"]
        if asked.kind_of_agency:
            is_voluntary = asked.kind_of_agency == "Voluntary agencies"
            senders = [code for code in senders if code.startswith("VAA") == is_voluntary]
        if asked.in_panel:
            senders = [code for code in senders if all(self._of(asked, code, one) is not None for one in QUARTERS)]
        if asked.of_year and quarter != QUARTERS[-1]:
            return symbols["not available"]
        needed = [quarter]
        if asked.of_year or asked.year_so_far:
            needed = [one for one in QUARTERS if one <= quarter]
        found = [self._of(asked, code, one) for code in senders for one in needed]
        if any(one is None for one in found):
            return symbols["not available"] if area in senders else None
        amounts = [amount for one in found if one is not None for amount in one]
        if asked.is_average:
            if not amounts:
                return symbols["not applicable"]
            return in_decimals(Fraction(sum(amounts), len(amounts)), 0)
        if asked.per_looked_after:
            return self._per_looked_after(sum(amounts), area, symbols)
        return in_decimals(nearest(Fraction(sum(amounts)), Fraction(1 if area in senders else NEAREST_10)), 0)

    def _amounts_of(self, asked: Asked, code: str, quarter: int) -> Sequence[int] | None:
        records = self.returns.told(code, quarter, asked.kind)
        return None if records is None else asked.amounts(records, self.returns.year, quarter)

    def _per_looked_after(self, waiting: int, area: str, symbols: dict[str, str]) -> str:
        children = self.senders.looked_after.get(area)
        if not children:
            return symbols["not available"]
        text = in_decimals(Fraction(100 * waiting, children), 1)
        return symbols["negligible"] if text == "0" and waiting else text


def quarterly(returns: Path, reference: Path, year: int) -> Quarterly:
    """The returns of a year and the registers of a project."""
    return Quarterly(read_returns(returns, year), read_senders(reference, year))


IN_FILES = {"not applicable": "z", "not available": "x", "negligible": "k"}
IN_TABLES = {name: f"[{symbol}]" for name, symbol in IN_FILES.items()}


def compare(recount: Recount, publish: Path, counted: Quarterly) -> Result:
    """Compare every data file and every table of a release."""
    result = Result()
    for path in sorted((publish / "data").glob("*.csv")):
        if not path.name.endswith(".meta.csv"):
            _compare_file(result, recount, counted, path)
    for path in sorted((publish / "tables").glob("*.xlsx")):
        for cell in cells_of(path):
            row = PublishedRow(counted.returns.year, cell.level, cell.area, (cell.heading,), {})
            due = partial(_cell_text, counted, cell)
            recount.judge_text(result, f"{path.stem} {cell.sheet}", row, "cell", cell.printed, due)
    return result


def _compare_file(result: Result, recount: Recount, counted: Quarterly, path: Path) -> None:
    read = cache(MEANINGS[path.stem])
    for quarter, row in _rows(path):
        for column, printed in row.printed.items():

            def due(quarter: int = quarter, row: PublishedRow = row, column: str = column) -> str | None:
                asked = read(*row.labels)
                if column in ("percentage", "children_looked_after") and asked.is_average:
                    return IN_FILES["not applicable"]
                if column == "children_looked_after":
                    return str(counted.senders.looked_after.get(row.area, IN_FILES["not available"]))
                if column == "percentage":
                    asked = replace(asked, per_looked_after=True)
                return counted.text(asked, quarter, row.area, row.level, IN_FILES)

            recount.judge_text(result, path.stem, row, column, printed, due)


def _rows(path: Path) -> Iterator[tuple[int, PublishedRow]]:
    with path.open(encoding="utf-8-sig", newline="") as file, path.with_suffix(".meta.csv").open() as meta:
        figures = {row["col_name"] for row in csv.DictReader(meta) if row["col_type"] == "Indicator"}
        for row in csv.DictReader(file):
            level = row["geographic_level"]
            place = {"National": "country_code", "Regional": "region_code"}.get(level, "old_la_code")
            yield (
                int(row["time_identifier"][-1]),
                PublishedRow(
                    year=int(row["time_period"]),
                    level=level,
                    area=row[place] or row.get("agency_code", ""),
                    labels=tuple(row[name] for name in row if name not in GEOGRAPHY | AGENCY | figures),
                    printed={name: row[name] for name in figures},
                ),
            )


def _of_line(counted: Quarterly, cell: TableCell) -> str | None:
    """A line of England by quarter: its group says of whom, its label which stage."""
    group, label = cell.line
    if cell.sheet == "D2":
        return counted.text(families_of_kind(group, label), int(cell.heading[-1]), cell.area, cell.level, IN_TABLES)
    whose, _, senders = group.partition(", ")
    stage = f"Families: {label}" if whose == "Families" else label
    asked = replace(stage_of_any(stage), in_panel=senders == "fixed panel")
    return counted.text(asked, int(cell.heading[-1]), cell.area, cell.level, IN_TABLES)


def _cell_text(counted: Quarterly, cell: TableCell) -> str | None:
    if cell.line:
        return _of_line(counted, cell)
    found = HEADING.fullmatch(cell.heading)
    if found is None:
        raise KeyError(cell.heading)
    label, _, percentage = found["label"].partition(", as a percentage of ")
    asked = TABLES[cell.sheet](SHORTER.get(label, label), "Year" if found["period"] else "Quarter")
    if percentage:
        assert percentage == "children looked after on 31 March of the year before"
        asked = replace(asked, per_looked_after=True)
    return counted.text(asked, int(found["quarter"]), cell.area, cell.level, IN_TABLES)
