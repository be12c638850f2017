"""The quarterly adoption returns as files of text, who sends which of them, and which return tells of a quarter."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Record = dict[str, str]
KINDS = {"adm_decision_on": "children", "sgo_on": "orders", "registered_on": "families", "enquiries": "enquiries"}
"""What a file holds, by a column that no other has."""
NAMED_BY = {"children": "child_id", "orders": "child_id", "families": "family_id", "enquiries": "agency_code"}
ENGLAND = "E92000001"
QUARTERS = (1, 2, 3, 4)


def first_day(year: int, quarter: int) -> date:
    """The first day of a quarter of the financial year that ends in ``year``."""
    return date(year, 1, 1) if quarter == 4 else date(year - 1, 3 * quarter + 1, 1)


def last_day(year: int, quarter: int) -> date:
    """Its last day."""
    month = 3 if quarter == 4 else 3 * quarter + 3
    return date(year if quarter == 4 else year - 1, month, 31 if month in (3, 12) else 30)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(record: Record, name: str) -> date | None:
    """A day as the record gives it."""
    return date.fromisoformat(record[name]) if record.get(name) else None


@dataclass
class Returns:
    """The records of one financial year, by quarter of the return, sender and kind of file."""

    year: int
    sent: dict[tuple[int, str], dict[str, list[Record]]] = field(default_factory=dict)

    def told(self, code: str, quarter: int, kind: str) -> list[Record] | None:
        """What the sender's latest return says, if it is of that quarter or later; none: it sent no such return.

        Enquiries are told by the return of the quarter itself.
        """
        if kind == "enquiries":
            return self.sent.get((quarter, code), {}).get(kind)
        for later in reversed(QUARTERS):
            if later >= quarter and (later, code) in self.sent:
                return self._as_then(self.sent[later, code].get(kind), code, quarter)
        return None

    def _as_then(self, records: list[Record] | None, code: str, quarter: int) -> list[Record] | None:
        """The records, children with the family finding that the return of the quarter itself told."""
        if not records or "family_finding" not in records[0]:
            return records
        own = self.sent.get((quarter, code), {}).get("children") or ()
        then = {one["child_id"]: one["family_finding"] for one in own}
        return [{**one, "family_finding": then.get(one["child_id"], "")} for one in records]


def read_returns(folder: Path, year: int) -> Returns:
    """The returns below ``<folder>/adoption_quarterly`` of a year; of records with one name the last counts."""
    found = Returns(year)
    place = folder / "adoption_quarterly" / f"{year - 1}-{year % 100:02}"
    for path in sorted(place.glob("Q?/*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            kind = next(what for column, what in KINDS.items() if column in (reader.fieldnames or ()))
            records = {record[NAMED_BY[kind]]: record for record in reader}
        files = found.sent.setdefault((int(path.parts[-3][1]), path.parts[-2]), {})
        files[kind] = [*files.get(kind, []), *records.values()]
    return found


@dataclass(frozen=True)
class Senders:
    """Who sends what: by area, the senders of children and of families; and children looked after a year before."""

    of_children: dict[str, list[str]]
    of_families: dict[str, list[str]]
    looked_after: dict[str, int]


def read_senders(reference: Path, year: int) -> Senders:
    """The senders by the registers on the last day of the year.

    An authority sends its children unless a joint service sends all for it, and its families unless another agency
    recruits for it. What an area has is what its senders have.
    """
    given: dict[str, str] = {}
    for row in _rows(reference / "adoption_agencies_of_authorities.csv"):
        if _holds(row, date(year, 3, 31)):
            given[row["la_code"]] = row["sends"]
    children: dict[str, list[str]] = {}
    families: dict[str, list[str]] = {}
    for row in _rows(reference / "local_authorities_by_year.csv"):
        code = row["la_code"]
        if row["collection_year"] != str(year) or given.get(code) == "all":
            continue
        areas = {code, row["region_code"], row["csc_region_code"], ENGLAND}
        _put(children, areas, code)
        _put(families, areas if code not in given else (), code)
    for row in _rows(reference / "agencies.csv"):
        region = row["csc_region_code"]
        areas = {row["agency_code"], region, "E12000007" if region.startswith("E13") else region, ENGLAND} - {""}
        _put(families, areas, row["agency_code"])
        _put(children, areas if row["kind"] == "joint service" else (), row["agency_code"])
    counted = {
        row["area_code"]: int(row["children"])
        for row in _rows(reference / "children_looked_after_on_31_march.csv")
        if row["collection_year"] == str(year - 1)
    }
    return Senders(children, families, counted)


def _put(found: dict[str, list[str]], areas: Iterable[str], code: str) -> None:
    for area in areas:
        found.setdefault(area, []).append(code)


def _holds(row: Record, day: date) -> bool:
    since, until = day_of(row, "from_day"), day_of(row, "to_day")
    return (since is None or since <= day) and (until is None or day <= until)


def _rows(path: Path) -> Sequence[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
