"""Areas of a year as the reference files give them, and which of their authorities sent what a figure needs."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .cells import Cells
from .files_sent import FilesSent, read_files_sent

ENGLAND = "E92000001"
THREE_YEARS = "_three_years"
# Re-referrals of a new authority are those that its own returns tell, as published of Cumberland in 2024.
OF_ITS_OWN_RETURNS = ("re_referrals", "children_re_referred")


@dataclass(frozen=True)
class Areas:
    """Authorities by year and area code, the children who live in each, and the years each authority sent."""

    members: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    children: dict[tuple[int, str], int] = field(default_factory=dict)
    sent: dict[str, set[int]] = field(default_factory=dict)
    files: FilesSent | None = None
    """What each of these returns told, where they are returns of children looked after."""
    staying_put: dict[str, set[int]] = field(default_factory=dict)
    """The years for which each sent a spreadsheet on staying put."""
    attainment: dict[str, set[int]] = field(default_factory=dict)
    """The years for which each sent results at school."""
    before: dict[str, list[str]] = field(default_factory=dict)
    """The authorities from which each came by merger or split."""
    series: dict[tuple[str, str, int], str] = field(default_factory=dict)
    """Numbers of England once published, by measure, category and year."""

    def las(self, year: int, code: str) -> list[str]:
        """The authorities of an area, by code of region, England or the authority itself; none: not in being."""
        return self.members.get((year, code), [])

    def years_sent(self) -> set[int]:
        """The years of which somebody sent a return."""
        return {year for years in self.sent.values() for year in years}

    def lacking(self, year: int, las: Iterable[str], wanted: Cells) -> list[str]:
        """Authorities that did not send what tells the wanted: the year, and those before it that it looks back on."""
        years = set(range(year - returns_needed_before(wanted), year + 1))
        if wanted.measure in OF_ITS_OWN_RETURNS:
            return [la_code for la_code in las if not self._in_being(la_code, years) <= self.sent.get(la_code, set())]
        added_up = set(range(year - years_added_up(wanted) + 1, year + 1))
        told = self._told_of(wanted.measure)
        return [
            la_code
            for la_code in las
            if not (
                years <= self._told(self.sent_for(wanted.measure), la_code)
                and added_up <= told.get(la_code, set()) & self._in_being(la_code, added_up)
            )
        ]

    def sent_for(self, measure: str) -> dict[str, set[int]]:
        """The years of which each authority sent the return that a measure is counted from."""
        if measure == "left_care_on_18th_birthday":
            return self.staying_put
        return self.attainment if measure.startswith("attainment_") else self.sent

    def _told_of(self, measure: str) -> dict[str, set[int]]:
        """The years of which that return told what is counted."""
        sent = self.sent_for(measure)
        return self.files.told(measure) if self.files is not None and sent is self.sent else sent

    def _in_being(self, la_code: str, years: set[int]) -> set[int]:
        return {year for year in years if la_code in self.las(year, la_code)}

    def _told(self, sent: dict[str, set[int]], la_code: str) -> set[int]:
        """The years of which an authority's own returns tell, or those of the authority that it came from."""
        return sent.get(la_code, set()).union(*(sent.get(before, set()) for before in self.before.get(la_code, ())))


def years_added_up(cells: Cells) -> int:
    """How many years of an authority make the figure: it has none where it was not in being in all of them."""
    return 3 if THREE_YEARS in cells.measure else 1


def of_years_in_care(cells: Cells) -> bool:
    """Whether it is said of care leavers by what they were or where they lived in care."""
    return cells.measure.startswith("care_leavers") and any(
        name in ("formerly_uasc", "placement_type") for name, _ in cells.where
    )


def returns_needed_before(cells: Cells) -> int:
    """How many earlier returns tell what is asked of the year: the text of the definitions, in years."""
    where = dict(cells.where)
    if cells.measure == "care_leavers_staying_put" or of_years_in_care(cells):
        # The last return that holds them as children is that of the 18th birthday, unless they left care before.
        ages = where.get("care_leaver_age", frozenset({"20"}))
        return max(0, max(int(age) for age in ages) - 18)
    if cells.measure in OF_ITS_OWN_RETURNS:
        return 1
    if cells.measure.startswith(("placements_2", "scorecard")):
        # Long stability, and the days since care began.
        return 2 + years_added_up(cells) - 1
    if THREE_YEARS in cells.measure:
        return years_added_up(cells) - 1
    if "2_and_half_years" in cells.measure:
        return 2
    return 1 if "2_years" in cells.measure else 0


def read_areas(
    reference: Path,
    returns: Path,
    *,
    edition: int,
    release: str = "children-looked-after",
    return_name: str = "ssda903",
) -> Areas:
    """Areas by the reference files, children as an edition had them, and what the folder of returns holds."""
    members: dict[tuple[int, str], list[str]] = defaultdict(list)
    with (reference / "local_authorities_by_year.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, la_code = int(row["collection_year"]), row["la_code"]
            for code in {la_code, row["region_code"], row["csc_region_code"], ENGLAND}:
                members[year, code].append(la_code)
    children = _children(reference, release, edition)
    series: dict[tuple[str, str, int], str] = {}
    with (reference / "national_time_series.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series[row["measure"], row["key"], int(row["collection_year"])] = row["value"]
    before: dict[str, list[str]] = defaultdict(list)
    with (reference / "area_changes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["change"] != "new_code":
                before[row["successor_la_code"]].append(row["predecessor_la_code"])
    files = read_files_sent(returns) if return_name == "ssda903" else None
    sent = files.sent if files is not None else _sent(returns / return_name)
    staying_put, attainment = (_sent(returns / name) for name in ("staying_put", "attainment"))
    return Areas(dict(members), children, sent, files, staying_put, attainment, dict(before), series)


def _sent(returns: Path) -> dict[str, set[int]]:
    sent: dict[str, set[int]] = defaultdict(set)
    for folder in returns.glob("*/*"):
        if folder.is_dir() and any(folder.iterdir()):
            sent[folder.name].add(int(folder.parent.name))
    return dict(sent)


def _children(reference: Path, release: str, edition: int) -> dict[tuple[int, str], int]:
    """Children by year and area: the latest series, in its place what the edition itself used where that is known."""
    with (reference / "population_editions.csv").open(encoding="utf-8", newline="") as file:
        used = [
            row["populations"]
            for row in csv.DictReader(file)
            if row["release"] == release and row["edition"] == str(edition)
        ]
    children: dict[tuple[int, str], int] = {}
    for name, wanted in (("child_population_0_17.csv", [""]), ("child_population_by_edition.csv", used)):
        with (reference / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["population"] and row.get("edition", "") in wanted:
                    children[int(row["collection_year"]), row["area_code"]] = int(row["population"])
    return children
