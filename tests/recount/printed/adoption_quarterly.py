"""The release of quarterly adoption data: data files and workbook tables by quarter, from their titles and labels."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

from tests.recount.adoption_quarterly import definitions as defined
from tests.recount.adoption_quarterly.returns import QUARTERS, Record, Returns, Senders, read_returns, read_senders

from .comparison import Recount, Result
from .figures import in_decimals, nearest
from .published import GEOGRAPHY, PublishedRow
from .workbooks import TableCell, cells_of

Amounts = Callable[[Sequence[Record], int, int], Sequence[int]]
"""What the records of a sender add to a figure in a quarter: one number for each that is counted."""
AGENCY = {"agency_code", "agency_name"}
NEAREST_10 = 10
STAGES = {
    "Decision that the child should be placed": defined.happened("adm_decision_on"),
    "Placement order granted": defined.happened("placement_order_on"),
    "Matched with a family": defined.happened("matched_on"),
    "Placed with a family": defined.is_placed,
    "Adopted": defined.happened("adoption_order_on"),
    "Decision that the child should no longer be placed": defined.happened("decision_reversed_on"),
}
STAGES_OF_FAMILIES = {
    "Registered": defined.happened("registered_on"),
    "Approved": defined.happened("approved_on"),
    "Matched with a child": defined.happened("matched_on"),
    "With a child placed": defined.happened("placed_on"),
    "With an adoption order": defined.happened("adoption_order_on"),
    "Left after approval": defined.left_after_approval,
}
WAITING = {
    "With a decision and not placed": defined.waits,
    "With a placement order and not placed": defined.waits_with_order,
    "Over 90 days since the placement order": defined.over_90_days,
    "With a placement order, 18 months or more since entering care": defined.in_care_18_months,
    "Over 12 months since the placement order": defined.over_months(12),
    "Over 18 months since the placement order": defined.over_months(18),
}
FAMILIES_WAITING = {
    "Not approved yet": defined.not_approved_yet,
    "Approved and waiting to be matched": defined.waits_for_a_match,
}
TIMES = {
    "Approved": defined.happened("approved_on"),
    "Approved within 6 months of registration": defined.time_taken("approved_on", "registered_on", 6, "within"),
    "Approved after 6 months of registration": defined.time_taken("approved_on", "registered_on", 6, "after"),
    "Approved, no information on the time since registration": defined.time_taken(
        "approved_on", "registered_on", 6, "not known"
    ),
    "Matched": defined.happened("matched_on"),
    "Matched within 3 months of approval": defined.time_taken("matched_on", "approved_on", 3, "within"),
    "Matched after 3 months of approval": defined.time_taken("matched_on", "approved_on", 3, "after"),
    "Matched, no information on the time since approval": defined.time_taken(
        "matched_on", "approved_on", 3, "not known"
    ),
}


@dataclass(frozen=True)
class Asked:
    """What a figure is: of which file, what it adds up, whether over the year's quarters, and how it is written."""

    kind: str
    amounts: Amounts
    of_year: bool = False
    """The sum of the four quarters, given with the fourth; otherwise of the quarter of the row."""
    year_so_far: bool = False
    is_average: bool = False
    per_looked_after: bool = False


def who(test: defined.Test) -> Amounts:
    """One for each record that a definition counts."""
    return lambda records, year, quarter: [1 for one in records if test(one, year, quarter)]


def days(of: defined.Days) -> Amounts:
    """The days of each record that has any."""

    def amounts(records: Sequence[Record], year: int, quarter: int) -> Sequence[int]:
        found = (of(one, year, quarter) for one in records)
        return [one for one in found if one is not None]

    return amounts


def both(first: defined.Test, second: defined.Test) -> Amounts:
    """One for each record that two definitions count."""
    return who(lambda record, year, quarter: first(record, year, quarter) and second(record, year, quarter))


def _stage(kind: str, stages: dict[str, defined.Test], period: str, label: str) -> Asked:
    return Asked(kind, who(stages[label]), of_year=period == "Year")


def _waiting(label: str) -> Asked:
    if label.startswith("Average days since entering care"):
        return Asked("children", days(defined.days_waiting), is_average=True)
    return Asked("children", who(WAITING[label]))


def _characteristic_of_waiting(label: str) -> Asked:
    return Asked("children", both(defined.waits_with_order, defined.CHARACTERISTICS[label]))


def _characteristic_of_adopted(label: str) -> Asked:
    return Asked("children", both(STAGES["Adopted"], defined.CHARACTERISTICS[label]), of_year=True)


def _provider(period: str, label: str) -> Asked:
    tests = {
        "Total": lambda *_: True,
        "Placed early: fostering for adoption or concurrent": lambda child, *_: child["early_permanence"] == "1",
        **{
            name: lambda child, *_, code=code: child["placement_provider"] == code
            for name, code in defined.PROVIDERS.items()
        },
    }
    return Asked("children", both(defined.is_placed, tests[label]), of_year=period == "Year")


def _timeliness(label: str) -> Asked:
    if label == "Children adopted":
        return _stage("children", STAGES, "Year", "Adopted")
    of = defined.days_to_moving_in if "(A10)" in label else defined.days_to_match
    return Asked("children", days(of), of_year=True, is_average=True)


def _family_finding(label: str) -> Asked:
    code = "any" if label == "Total" else defined.FAMILY_FINDING[label]
    return Asked("children", both(defined.waits_with_order, lambda child, *_: code in ("any", child["family_finding"])))


def _orders(breakdown: str, label: str) -> Asked:
    test, made = defined.is_order_of(breakdown, label), defined.happened("sgo_on")
    return Asked("orders", both(made, lambda order, *_: test(order)), year_so_far=True)


def _enquiries(records: Sequence[Record], *_: int) -> Sequence[int]:
    return [int(one["enquiries"]) for one in records]


def _guardians(label: str) -> Asked:
    test, made = defined.GUARDIAN_AGES[label], defined.happened("sgo_on")
    return Asked(
        "orders",
        lambda records, year, quarter: [
            1 for one in records if made(one, year, quarter) for age in defined.guardians(one) if test(age)
        ],
        year_so_far=True,
    )


MEANINGS: dict[str, Callable[..., Asked]] = {
    "adoption_children_waiting": _waiting,
    "adoption_characteristics_of_children_waiting": _characteristic_of_waiting,
    "adoption_characteristics_of_children_adopted": _characteristic_of_adopted,
    "adoption_family_finding": _family_finding,
    "adoption_placement_providers": _provider,
    "adoption_timeliness": _timeliness,
    "adoption_progress_of_children": partial(_stage, "children", STAGES),
    "adoption_progress_of_families": partial(_stage, "families", STAGES_OF_FAMILIES),
    "adoption_families_waiting": lambda label: Asked("families", who(FAMILIES_WAITING[label])),
    "adoption_timeliness_of_families": lambda label: Asked("families", who(TIMES[label]), of_year=True),
    "adoption_enquiries": lambda period: Asked("enquiries", _enquiries, of_year=period == "Year"),
    "special_guardianship_orders_quarterly": lambda period: Asked(
        "orders", who(defined.happened("sgo_on")), of_year=period == "Year"
    ),
    "special_guardianship_orders_by_characteristic": _orders,
    "special_guardians_by_age": _guardians,
}
"""What the labels of a row say, by data file."""
TABLES: dict[str, Callable[[str, str], Asked]] = {
    "A1": lambda label, _: _waiting(label),
    "A2": lambda label, period: _stage("children", STAGES, period, label),
    "A3": lambda label, period: _provider(period, label),
    "A4": lambda label, _: (
        _family_finding(label.removeprefix("Family finding: "))
        if label.startswith("Family finding: ")
        else _characteristic_of_waiting(label)
    ),
    "A6": lambda label, _: _characteristic_of_adopted(label),
    "A5": lambda label, _: _timeliness(label),
    "B1": lambda label, period: _stage("families", STAGES_OF_FAMILIES, period, label),
    "B2": lambda label, _: MEANINGS[
        "adoption_families_waiting" if label in FAMILIES_WAITING else "adoption_timeliness_of_families"
    ](label),
    "B3": lambda _, period: Asked("enquiries", _enquiries, of_year=period == "Year"),
    "C1": lambda label, period: (
        Asked("orders", who(defined.happened("sgo_on")))
        if label == "Special guardianship orders"
        else _orders(*(label.split(": ", 1) if ": " in label else ("Total", label)))
    ),
    "C2": lambda label, _: _guardians(label),
}
"""What the heading of a column says, and whether it is of a quarter or the year, by table."""
SHORTER = {
    "18 months or more since entering care": "With a placement order, 18 months or more since entering care",
    "Average days since entering care": "Average days since entering care, with a placement order",
}
"""Headings of tables by what data files call them."""
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


def _cell_text(counted: Quarterly, cell: TableCell) -> str | None:
    found = HEADING.fullmatch(cell.heading)
    if found is None:
        raise KeyError(cell.heading)
    label, _, percentage = found["label"].partition(", as a percentage of ")
    asked = TABLES[cell.sheet](SHORTER.get(label, label), "Year" if found["period"] else "Quarter")
    if percentage:
        assert percentage == "children looked after on 31 March of the year before"
        asked = replace(asked, per_looked_after=True)
    return counted.text(asked, int(found["quarter"]), cell.area, cell.level, IN_TABLES)
