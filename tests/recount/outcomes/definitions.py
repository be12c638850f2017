"""Outcomes of one authority and year counted from the files of its returns: who is in which group, and what they did.

Written from the readings that the methodology page prints. Returns are read by csv and lxml alone.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from lxml import etree

Record = dict[str, str]
GROUPS = {"CLA 12 months at 31 March": "A", "CPPO at 31 March": "C", "CINO at 31 March": "D"}
"""The groups by their place: whoever is in two counts in the earlier. B is looked after for less than 12 months."""
UNDER_12_MONTHS = "B"
PROGRESS = (("read", "READ", "READ"), ("writta", "WRIT", "WRITTA"), ("mat", "MAT", "MAT"))
"""Subjects of progress: as columns of the published file, of the measure and of the eligible name them."""
Sums = dict[tuple[str, str, str], Fraction]
"""By published file, group and column."""


def read(path: Path) -> list[Record]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    if not text:
        return None
    parts = [int(part) for part in text.split("/" if "/" in text else "-")]
    return date(*(parts if "-" in text else reversed(parts)))


def age_on(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True)
class Child:
    place: str
    number: str
    former: str
    born: date | None
    sex: str
    name: tuple[str, str] | None


class Pupils:
    """The pupil files of an academic year, all under the numbers that are in use."""

    def __init__(self, folder: Path) -> None:
        self.census = [row for path in sorted(folder.glob("school_census_*.csv")) for row in read(path)]
        self.alternative = read(folder / "alternative_provision.csv")
        order = sorted(self.census, key=lambda row: day(row["CensusDate"]) or date.min)
        self.in_use = {row["FormerUPN"]: row["UPN"] for row in order if row["FormerUPN"]}
        self.named = read(folder / "children_to_match.csv")
        self.phase = {row["URN"]: (row["Phase"], row["TypeGroup"]) for row in read(folder / "schools.csv")}
        self.absence = self._by_pupil(read(folder / "absence.csv"), "UPN")
        self.exclusions = self._by_pupil(read(folder / "exclusions.csv"), "UPN")
        self.ks2 = self._by_pupil(read(folder / "ks2.csv"), "KS2_UPN")
        self.ks4 = self._by_pupil(read(folder / "ks4.csv"), "KS4_UPN")
        january = [row for row in self.census if row["CensusTerm"] == "SPR" and row["OnRoll"] == "1"]
        self.january = self._by_pupil(january, "UPN")
        self.ap = self._by_pupil(self.alternative, "AP_UPN")
        self.by_number, self.by_former = defaultdict(set), defaultdict(set)
        self.by_name = defaultdict(set)
        for row in self.census:
            pupil, born = self.current(row["UPN"]), day(row["DOB"])
            self.by_number[row["UPN"], born].add(pupil)
            if row["FormerUPN"]:
                self.by_former[row["FormerUPN"], born].add(pupil)
            if row["Surname"]:
                self.by_name[row["Surname"], row["Forename"], born, row["Gender"]].add(pupil)
        for row in self.alternative:
            self.by_number[row["AP_UPN"], day(row["AP_DOB"])].add(self.current(row["AP_UPN"]))
        self.in_a_census = {number for number, _ in (*self.by_number, *self.by_former)}
        self.in_results = {
            row[column]
            for name, column in (("absence", "UPN"), ("exclusions", "UPN"), ("ks2", "KS2_UPN"), ("ks4", "KS4_UPN"))
            for row in read(folder / f"{name}.csv")
        }

    def current(self, number: str) -> str:
        return self.in_use.get(number, number)

    def _by_pupil(self, rows: Iterable[Record], column: str) -> dict[str, list[Record]]:
        found = defaultdict(list)
        for row in rows:
            found[self.current(row[column])].append(row)
        return found

    def of(self, child: Child) -> str | None:
        """The pupil who a child is: the first way that finds any decides, and has to find one."""
        ways = [
            self.by_number[child.number, child.born],
            self.by_former[child.number, child.born] | self.by_number[child.former, child.born]
            | self.by_former[child.former, child.born],
            self.by_name[(*child.name, child.born, child.sex)] if child.name else set(),
            {child.number} & self.in_results - self.in_a_census,
        ]  # fmt: skip
        found = next((way for way in ways if way), set())
        return next(iter(found)) if len(found) == 1 else None


def children_of(returns: Path, year: int, la: str, named: Iterable[Record]) -> Iterator[Child]:
    """Whoever is looked after, on a plan or in need on 31 March."""
    end, begin = date(year, 3, 31), date(year - 1, 4, 1)
    names = {(row["LAchildID"], day(row["DOB"])): (row["Surname"], row["Forename"]) for row in named if row["LA"] == la}
    episodes = defaultdict(list)
    for row in read(returns / f"ssda903/{year}/{la}/episodes.csv"):
        if row["LS"] not in ("V3", "V4"):
            episodes[row["CHILD"]].append(row)
    in_care = set()
    for row in read(returns / f"ssda903/{year}/{la}/header.csv"):
        own = episodes[row["CHILD"]]
        is_open = any(day(one["DECOM"]) <= end and (not one["DEC"] or day(one["DEC"]) > end) for one in own)
        if is_open:
            came = any(one["RNE"] == "S" and begin <= day(one["DECOM"]) <= end for one in own)
            in_care.add((row["CHILD"], day(row["DOB"])))
            place = UNDER_12_MONTHS if came else GROUPS["CLA 12 months at 31 March"]
            yield Child(place, _number(row["UPN"]), "", day(row["DOB"]), row["SEX"], None)
    seen = {}
    document = next((returns / f"cin/{year}/{la}").glob("*.xml"))
    for child in etree.parse(document).iter("Child"):
        who = {one.tag: one.text or "" for one in child.find("ChildIdentifiers")}
        born = day(who.get("PersonBirthDate", ""))
        place = _place_in_census(child, end)
        if place is None or (who["LAchildID"], born) in in_care:
            continue
        if seen.get(who["LAchildID"], "Z") > place:
            seen[who["LAchildID"]] = place
            sex = who.get("Sex") or {"1": "M", "2": "F"}.get(who.get("GenderCurrent", ""), "")
            number, former = _number(who.get("UPN", "")), _number(who.get("FormerUPN", ""))
            yield Child(place, number, former, born, sex, names.get((who["LAchildID"], born)))


def _number(text: str) -> str:
    return "" if text.startswith("UN") else text


def _place_in_census(child: etree._Element, end: date) -> str | None:
    place = None
    for case in child.iter("CINdetails"):
        for plan in case.iter("ChildProtectionPlans"):
            ended = day(plan.findtext("CPPendDate") or "")
            if day(plan.findtext("CPPstartDate") or "") <= end and (ended is None or ended > end):
                return GROUPS["CPPO at 31 March"]
        closed = day(case.findtext("CINclosureDate") or "")
        is_need = case.findtext("ReferralNFA") in ("0", "false")
        if is_need and day(case.findtext("CINreferralDate") or "") <= end and (closed is None or closed > end):
            place = GROUPS["CINO at 31 March"]
    return place


def pupils_in_groups(returns: Path, year: int, la: str, pupils: Pupils) -> dict[str, tuple[str, int]]:
    """Each pupil of the authority with the group and the age on 31 August before."""
    found: dict[str, tuple[str, int]] = {}
    for child in children_of(returns, year, la, pupils.named):
        pupil = pupils.of(child) if child.born else None
        if pupil is not None and child.place < found.get(pupil, ("Z", 0))[0]:
            found[pupil] = child.place, age_on(child.born, date(year - 1, 8, 31))
    return found


def recount(returns: Path, year: int, la: str, pupils: Pupils) -> Sums:
    """Numbers by file, group (and phase, where the file has it) and column."""
    sums: Sums = defaultdict(Fraction)
    of_place = {place: group for group, place in GROUPS.items()}
    for pupil, (place, age) in pupils_in_groups(returns, year, la, pupils).items():
        if place == UNDER_12_MONTHS:
            continue
        group = of_place[place]

        def add(file: str, column: str, number: Fraction | int = 1, group: str = group) -> None:
            sums[file, group, column] += number

        _absence(add, pupils.absence.get(pupil, []) if 5 <= age <= 15 else [])
        _special_needs(add, pupils.january.get(pupil, []), pupils.ap.get(pupil, []))
        _school(add, pupils, pupil)
        for row in pupils.ks2.get(pupil, [])[-1:]:
            _key_stage_2(add, row)
        for row in pupils.ks4.get(pupil, [])[-1:]:
            _key_stage_4(add, row)
    return sums


def _key_stage_2(add, row: Record) -> None:
    for name in ("READ", "WRITTA", "MAT", "GPS", "SCITA", "RWM"):
        add("ks2_la", f"t_{name.lower()}_eligible_pupils", row[f"KS2_ELIG{name}"] == "1")
        met = row[f"KS2_ELIG{name}"] == row[f"KS2_{name}EXP"] == "1"
        add("ks2_la", f"t_{name.lower()}_met_expected_standard", met)
    for column, subject, name in PROGRESS:
        if row[f"KS2_ELIG{name}"] == row[f"KS2_IN{subject}PROG"] == "1":
            add("ks2_la", f"t_{column}_progress_eligible_pupils")
            add("ks2_la", f"t_{column}_progress_score", Fraction(row[f"KS2_{subject}PROGSCORE_P_ADJUSTED"] or 0))


def _key_stage_4(add, row: Record) -> None:
    add("ks4_la", "t_pupils")
    add("ks4_la", "t_att8", Fraction(row["KS4_ATT8"] or 0))
    add("ks4_la", "t_ebaccaps", Fraction(row["KS4_EBACCAPS_PUPIL"] or 0))
    for column in ("L2BASICS_94", "L2BASICS_95", "EBACC_E_PTQ_EE"):
        add("ks4_la", f"t_{column.lower()}", row[f"KS4_{column}"] == "1")
    if row["KS4_INP8CALC"] == "1":
        add("ks4_la", "t_inp8calc")
        add("ks4_la", "t_p8score", Fraction(row["KS4_P8SCORE"] or 0))


def _absence(add, rows: list[Record]) -> None:
    rows = [row for row in rows if row["EnrolStatus"] in "CM"]
    phases = defaultdict(int)
    for row in rows:
        phases[row["SchoolPhase"]] += int(row["SessionsPossible_6HalfTerms"])
    possible = sum(phases.values())
    if not possible:
        return
    authorised, unauthorised = (sum(int(row[f"{kind}_6HalfTerms"]) for row in rows)
                                for kind in ("AuthorisedAbsence", "UnauthorisedAbsence"))  # fmt: skip
    missed = authorised + unauthorised
    most = max(phases.values())
    for phase in ("Total", min(phase for phase, sessions in phases.items() if sessions == most)):
        add("absence_la", f"t_pupils {phase}")
        add("absence_la", f"t_sess_possible {phase}", possible)
        add("absence_la", f"t_sess_authorised {phase}", authorised)
        add("absence_la", f"t_sess_unauthorised {phase}", unauthorised)
        add("absence_la", f"t_sess_overall {phase}", missed)
        add("absence_la", f"t_pupils_pa_10_exact {phase}", missed * 10 >= possible)
        add("absence_la", f"t_pupils_pa_50_exact {phase}", missed * 2 >= possible)


def _special_needs(add, in_school: list[Record], elsewhere: list[Record]) -> None:
    records = [
        (row["SENprovision"], row["EnrolStatus"] not in "CM", row["PrimarySENtype"], row["FSMeligible"])
        for row in in_school
    ]
    records += [(row["AP_SENprovision"], True, row["AP_PrimarySENtype"], row["AP_FSMeligible"]) for row in elsewhere]
    if not records:
        return
    provision, _, need, meals = min(records, key=lambda one: ("EKN".index(one[0]) if one[0] else 3, one[1]))
    add("sen_la", "t_pupils")
    add("sen_la", {"E": "t_statement_or_EHC_plan", "K": "t_SEN_support", "N": "t_no_identified_SEN"}[provision])
    if provision in "EK":
        add("sen_la", "t_all_SEN")
        add("sen_la", f"t_{need}")
    add("fsm_la", "t_pupils")
    add("fsm_la", "t_FSM_eligible", meals == "1")


def _school(add, pupils: Pupils, pupil: str) -> None:
    main = [row for row in pupils.january.get(pupil, []) if row["EnrolStatus"] in "CM"]
    if not main:
        return
    # Of two of one day the last record counts.
    latest = max(reversed(main), key=lambda row: day(row["EntryDate"]))
    phase, group = pupils.phase[latest["URN"]]
    kind = {"special": "t_special", "PRU/alternative provision": "t_pru"}.get(group) or f"t_{phase.lower()}"
    add("school_type_la", "t_pupils")
    add("school_type_la", kind)
    categories = {row["Category"] for row in pupils.exclusions.get(pupil, [])}
    file = "permanent_exclusions_and_suspensions_la"
    add(file, "t_pupils")
    add(file, "t_perm_excl", "PERM" in categories)
    add(file, "t_one_plus_sus", bool(categories - {"PERM"}))
