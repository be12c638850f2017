"""What a child counts as in the measures of stability, worked out from the files as sent.

Lives in care come from the recount of children looked after; schools and social workers are read here. Sources: the
notes of the department's data sets of 2022 and 2024, and the readings of this release.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path

from tests.recount.children_looked_after.case import Case
from tests.recount.children_looked_after.forebears import CHANGES, inherited
from tests.recount.children_looked_after.life import CollectionYear, children_of
from tests.recount.children_looked_after.looked_after import same_carer_for_two_years
from tests.recount.children_looked_after.placements import moves_between_carers
from tests.recount.children_looked_after.places import Gazetteer
from tests.recount.children_looked_after.reading import Return, read_return
from tests.recount.children_looked_after.tally import Tally

Row = dict[str, str]
LAST_OF_PHASE = {"Primary": 6, "Secondary": 11}


@cache
def day(text: str) -> date | None:
    """dd/mm/yyyy, or nothing."""
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def rows(path: Path) -> list[Row]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Schools:
    """Every census record of some academic years, by unique pupil number, and the register."""

    records: dict[str, list[tuple[int, Row]]]
    other_numbers: dict[str, set[str]]
    register: dict[str, Row]
    censuses: set[tuple[int, str]]

    def of(self, number: str) -> list[tuple[int, Row]]:
        """Records of a number, and of those that it replaced or that replaced it."""
        return [one for each in (number, *sorted(self.other_numbers[number])) for one in self.records.get(each, [])]

    def institution(self, urn: str) -> str:
        """The first of a line of predecessors."""
        while urn in self.register and self.register[urn]["PredecessorURN"]:
            urn = self.register[urn]["PredecessorURN"]
        return urn

    def last_year_group(self, urn: str) -> int | None:
        """The last year group of a school: its highest age less five, or that of its phase."""
        school = self.register.get(urn)
        if school is None:
            return None
        return int(school["HighestAge"]) - 5 if school["HighestAge"] else LAST_OF_PHASE.get(school["Phase"])


def read_schools(folder: Path) -> Schools:
    """The censuses and registers of every academic year in a folder."""
    records: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    others: dict[str, set[str]] = defaultdict(set)
    register: dict[str, Row] = {}
    censuses = set()
    for path in sorted(folder.glob("*/*.csv")):
        year = int(path.parent.name)
        for row in rows(path):
            if "CensusTerm" not in row:
                if "Phase" in row:  # results and absences of pupils lie there too
                    register[row["URN"]] = row
                continue
            censuses.add((year, row["CensusTerm"]))
            records[row["UPN"]].append((year, row))
            if row["FormerUPN"] and row["FormerUPN"] != row["UPN"]:
                others[row["UPN"]].add(row["FormerUPN"])
                others[row["FormerUPN"]].add(row["UPN"])
    return Schools(records, others, register, censuses)


@dataclass(frozen=True)
class Counted:
    """A child looked after on 31 March: the case, the number that SSDA903 gives, and the records of its workers."""

    case: Case
    number: str
    workers: list[Row]
    schools: Schools

    @property
    def year(self) -> int:
        """The year of 31 March."""
        return self.case.year.year

    def begins(self, span: int) -> date:
        """The first day of one year, or of two."""
        return date(self.year - span, 4, 1)

    def is_in_span(self, span: int) -> bool:
        """Whether the child is of the group of one year, or of two."""
        return span == 1 or self.case.for_2_years

    def placements(self, span: int) -> int:
        """How many placements in one year or two."""
        last, first = self.case.year.last, self.begins(span)
        return max(1, sum(spell.start <= last and spell.end > first for spell in self.case.spells))

    @cached_property
    def workers_by_span(self) -> dict[int, list[Row]]:
        """The social worker episodes with a day in one year, and in two."""
        last = self.case.year.last
        dated = [(day(row["SW_DECOM"]) or date.max, day(row["SW_DEC"]) or date.max, row) for row in self.workers]
        return {
            span: [row for began, ended, row in dated if began <= last and ended >= self.begins(span)]
            for span in (1, 2)
        }

    def episodes_of_workers(self, span: int) -> list[Row]:
        """Those of one span."""
        return self.workers_by_span[span]

    def social_workers(self, span: int) -> int:
        """How many different people; a blank identifier is one each time."""
        held = self.episodes_of_workers(span)
        named = {row["SW_ID"].strip().upper() for row in held if row["SW_ID"].strip()}
        return len(named) + sum(not row["SW_ID"].strip() for row in held)

    @cached_property
    def same_carer(self) -> bool | None:
        """Whether a child under 16, in care for two and a half years, has had one carer for two; None of others."""
        return None if self.case.now is None else same_carer_for_two_years(self.case, *self.case.now)

    @cached_property
    def moves_between_carers(self) -> list[tuple[str, str]]:
        """The moves to another carer in the year: what kind, and the reason that the placement left gives."""
        return moves_between_carers(self.case)

    @cached_property
    def records(self) -> list[tuple[int, Row]]:
        """The child's census records of three academic years; none where one has another date of birth."""
        if not self.number or self.number.startswith("UN"):
            return []
        found = [(year, row) for year, row in self.schools.of(self.number) if self.year - 2 <= year <= self.year]
        born = self.case.child.particulars.born
        return [] if any(day(row["DOB"]) != born for _, row in found) else found

    def records_of(self, year: int) -> list[Row]:
        """Those of the four censuses that tell of a year to 31 March."""
        return [row for of, row in self.records if of == year or (of == year - 1 and row["CensusTerm"] == "SUM")]

    def is_of_school_age(self, year: int) -> bool:
        """Whether aged 5 to 15 on 31 August of either academic year that a year touches."""
        backs = (1, 2) if (year - 1, "SUM") in self.schools.censuses else (1,)
        ages = [self.case.child.age(date(year - back, 8, 31)) for back in backs]
        return any(age is not None and 5 <= age <= 15 for age in ages)

    @cached_property
    def matched_by_span(self) -> dict[int, bool]:
        """Whether the child is in the measure of school moves of one year, and of two."""
        in_year = [bool(self.is_of_school_age(one) and self.records_of(one)) for one in (self.year, self.year - 1)]
        return {span: self.is_in_span(span) and all(in_year[:span]) for span in (1, 2)}

    def is_matched(self, span: int) -> bool:
        """Whether it is in that of one span."""
        return self.matched_by_span[span]

    @cached_property
    def moves_by_span(self) -> dict[int, set[date]]:
        """The days on which the child moved school in a span of one year and of two, after coming into care."""
        return {span: self._moves(span) for span in (1, 2)}

    def moves(self, span: int) -> set[date]:
        """Those of one span."""
        return self.moves_by_span[span]

    def _moves(self, span: int) -> set[date]:
        first, last = self.begins(span), self.case.year.last
        in_care = [one for period in self.case.child.care for one in period.episodes if one.end > first]
        entered = min(max(one.start, first) for one in in_care)
        enrolments: dict[tuple[date, str], list[Row]] = defaultdict(list)
        for _, row in self.records:
            began = day(row["EntryDate"])
            if row["EnrolStatus"] in ("C", "M") and began is not None:
                enrolments[began, self.schools.institution(row["URN"])].append(row)
        moved: set[date] = set()
        before: tuple[str, list[Row]] | None = None
        for (began, institution), held in sorted(enrolments.items(), key=lambda one: one[0]):
            came_from, before = before, (institution, held)
            if came_from is not None and came_from[0] == institution:
                continue
            if entered <= began <= last and not self._is_end_of_phase(began, held, came_from):
                moved.add(began)
        return moved

    def _is_end_of_phase(self, began: date, held: list[Row], came_from: tuple[str, list[Row]] | None) -> bool:
        if came_from is None or began.month not in (8, 9):
            return False
        group = min(held, key=lambda row: day(row["CensusDate"]) or date.max)["NCyearActual"]
        if not (group.isdigit() or group == "R"):
            return False
        number = 0 if group == "R" else int(group)
        lasts = [self.schools.last_year_group(row["URN"]) for row in came_from[1]]
        known = [one for one in lasts if one is not None]
        return number >= 12 or bool(known and number > max(known))

    def has_mid_year_move(self, span: int) -> bool:
        """Whether any move is not of August or September."""
        return any(one.month not in (8, 9) for one in self.moves(span))

    def is_high_in_all(self, span: int) -> bool:
        """Three placements or more, a mid-year move, and three workers or more."""
        return self.placements(span) >= 3 and self.has_mid_year_move(span) and self.social_workers(span) >= 3

    def high_in(self, measure: str) -> tuple[bool, bool]:
        """Whether a measure was high in the year before, and in the year."""
        before, first, last = self.begins(2), self.begins(1), self.case.year.last
        if measure == "placements":
            spells = self.case.spells
            return (
                sum(one.start < first and one.end > before for one in spells) >= 3,
                sum(one.start <= last and one.end > first for one in spells) >= 3,
            )
        if measure == "school moves":
            mid_year = [day for day in self.moves(2) if day.month not in (8, 9)]
            return any(day < first for day in mid_year), any(day >= first for day in mid_year)
        held = [
            (row["SW_ID"], day(row["SW_DECOM"]) or date.max, day(row["SW_DEC"]) or date.max)
            for row in self.episodes_of_workers(2)
        ]
        return (
            len({who for who, start, _ in held if start < first}) >= 3,
            len({who for who, _, end in held if end >= first}) >= 3,
        )

    @cached_property
    def spring_record(self) -> Row:
        """The record that says school and needs: a main one, of the spring or else the latest; the last of several."""
        return max(
            reversed(self.records_of(self.year)),
            key=lambda row: (
                row["EnrolStatus"] in ("C", "M"),
                row["CensusTerm"] == "SPR",
                day(row["CensusDate"]),
                day(row["EntryDate"]),
            ),
        )


def is_in_being(la_code: str, year: int) -> bool:
    """Whether there is an authority in a year; a code of an area that is none always is."""
    return not any(
        (la_code in change.before and year > change.last_year) or (la_code in change.after and year <= change.last_year)
        for change in CHANGES
    )


def bound_together(la_code: str) -> set[str]:
    """An authority, with those before it and beside it where it came of a merger or split."""
    return {la_code}.union(*({*one.before, *one.after} for one in CHANGES if la_code in one.after))


@lru_cache(maxsize=8)
def returns_of(folder: Path, la_code: str) -> dict[int, Return]:
    """The returns of an authority by year, as far as it sent any."""
    years = sorted(int(path.parent.name) for path in folder.glob(f"*/{la_code}"))
    return {year: read_return(folder / str(year) / la_code, year) for year in years}


def looked_after(returns: Path, la_code: str, year: int, schools: Schools) -> Iterator[Counted]:
    """Every child that an authority looks after on 31 March of a year."""
    folder = returns / "ssda903"
    own = folder / str(year) / la_code
    if not own.is_dir():
        return
    told = {code: returns_of(folder, code) for code in bound_together(la_code)}
    sent = told[la_code][year]
    earlier = [*inherited(told, la_code, year), *(one for past, one in told[la_code].items() if past < year)]
    numbers = {row["CHILD"]: row["UPN"] for row in rows(own / "header.csv")}
    workers: dict[str, list[Row]] = defaultdict(list)
    if (own / "sw_episodes.csv").is_file():
        seen = set()
        for row in rows(own / "sw_episodes.csv"):
            if tuple(row.values()) not in seen:
                seen.add(tuple(row.values()))
                workers[row["CHILD"]].append(row)
    for child in children_of(sent, earlier, CollectionYear(year)):
        case = Case(Tally(), la_code, child, CollectionYear(year), Gazetteer({}))
        if case.now is not None:
            yield Counted(case, numbers.get(child.name, ""), workers[child.name], schools)
