"""Writes returns full of awkward but legal histories: same-day moves, edges of years, hospital stays, series, returns.

A synthetic England holds few of these; here nearly every child has some, so that models and recount must agree on them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from .life import CollectionYear

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
ASYLUM = "CHILD,SEX,DOB,DUC"
BEGINNING, END = date(2019, 1, 1), date(2024, 4, 1)
EDGES = [date(year, month, day) for year in range(2020, 2025) for month, day in ((3, 30), (3, 31), (4, 1), (4, 2))]
EDGES += [date(2021, 9, 30), date(2021, 10, 1)]
BIRTHDAYS = [date(2008, 2, 29), date(2012, 2, 29), date(2008, 3, 31), date(2008, 4, 1), date(2019, 4, 1)]
# fmt: off
PLACEMENTS = [
    "U1", "U2", "U3", "U4", "U5", "U6", "K1", "K2", "A3", "A4", "A5", "A6", "P1", "H5", "R1", "R2", "R3",
    "R5", "S1", "Z1", "T0", "T1", "T2", "T3", "T4", "P3", "U4", "U4", "U4", "A5", "A6", "T1",
]
PROVIDERS = ["PR0", "PR1", "PR2", "PR3", "PR4", "PR5", ""]
LEGAL_STATUSES = ["C1", "C2", "D1", "E1", "V2", "L1", "L2", "L3", "J1", "J2", "J3", "C2", "V2"]
SERIES = ["V3", "V4"]
REASONS_CEASED = [
    "E11", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48", "E5", "E6", "E7", "E9",
    "E14", "E15", "E16", "E17", "E8", "",
]
REASONS_CHANGED = [
    "CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ", "PLACE", "CUSTOD",
    "OTHER", "",
]
# fmt: on
NEEDS = [*(f"N{number}" for number in range(1, 9)), ""]
ETHNICITIES = [*["WBRI", "WIRI", "WOTH", "MWBC", "AIND", "BAFR", "OOTH", "REFU", "NOBT"], ""]
NOT_FULL_POSTCODES = ["", "AL1 9ZZ", "ZZ99 9ZZ"]


@dataclass(frozen=True)
class Stay:
    """One episode as the child lived it."""

    start: date
    why_started: str
    legal_status: str
    need: str
    placement: str
    provider: str
    home: str
    placed_at: str
    urn: str
    end: date | None = None
    why_ceased: str = ""
    why_changed: str = ""

    def row(self, child: str, last_day: date) -> list[str]:
        """The row of episodes.csv that is known on the last day of a year."""
        ceased = self.end is not None and self.end <= last_day
        return [
            child, written(self.start), self.why_started, self.legal_status, self.need, self.placement, self.provider,
            written(self.end) if ceased else "", self.why_ceased if ceased else "",
            self.why_changed if ceased else "", self.home, self.placed_at, self.urn,
        ]  # fmt: skip


@dataclass
class Life:
    """A child of one LA, born on a day, with its episodes."""

    child: str
    la_code: str
    sex: str
    born: date
    ethnicity: str
    is_mother: str
    asylum: str | None
    stays: list[Stay] = field(default_factory=list)


def written(day: date | None) -> str:
    """A day as the returns write it."""
    return "" if day is None else day.strftime("%d/%m/%Y")


class AwkwardLives:
    """Makes children's lives at random from a seed, out of the postcodes given for each LA."""

    def __init__(self, seed: int, postcodes: dict[str, list[str]]) -> None:
        self.chance = random.Random(seed)
        self.postcodes = postcodes

    def life(self, number: int) -> Life:
        """One child's whole life in care."""
        pick = self.chance.choice
        la_code = pick(sorted(self.postcodes))
        born = pick(BIRTHDAYS) if self.happens(0.1) else date(2004, 4, 1) + timedelta(self.chance.randrange(6_900))
        sex = pick("122")
        life = Life(f"C{number}", la_code, sex, born, pick(ETHNICITIES), pick("01") if sex == "2" else "", None)
        day = pick(EDGES) if self.happens(0.3) else BEGINNING + timedelta(self.chance.randrange(1_900))
        day = max(day, born)
        for _ in range(pick([1, 1, 1, 2, 3, 4])):
            if day >= END or (life.stays and life.stays[-1].end is None):
                break
            life.stays += self.period(la_code, day)
            day = (life.stays[-1].end or END) + timedelta(pick([0, 1, self.chance.randrange(300)]))
        if self.happens(0.3):
            days = [stay.start for stay in life.stays] + [stay.end for stay in life.stays] + [*EDGES, None]
            life.asylum = written(pick(days))
        return life

    def period(self, la_code: str, day: date) -> list[Stay]:
        """Episodes on end from one start to one cease, or to no cease."""
        pick = self.chance.choice
        in_series = self.happens(0.15)
        stay = Stay(
            start=day,
            why_started="S" if self.happens(0.95) else pick("PLBTU"),
            legal_status=pick(SERIES if in_series else LEGAL_STATUSES),
            need=pick(NEEDS),
            placement=pick(PLACEMENTS),
            provider=pick(PROVIDERS),
            home=self.place(la_code),
            placed_at=self.place(la_code),
            urn=pick(["SC123456", "1234567", ""]),
        )
        stays: list[Stay] = []
        for left in reversed(range(pick([1, 1, 2, 3, 4, 5, 7]))):
            end = self.ends(stay.start)
            if end >= END or (left == 0 and self.happens(0.35)):
                return [*stays, stay]
            if left == 0:
                return [*stays, replace(stay, end=end, why_ceased=pick(REASONS_CEASED))]
            why = pick("PPPPLLBTU")
            changed = pick(REASONS_CHANGED) if why != "L" or self.happens(0.05) else ""
            stays.append(replace(stay, end=end, why_ceased="X1", why_changed=changed))
            stay = self.following(stays, why, la_code)
        return stays

    def following(self, stays: Sequence[Stay], why: str, la_code: str) -> Stay:
        """The episode that begins where the last one ceased, for a reason."""
        pick = self.chance.choice
        last = stays[-1]
        stay = replace(last, start=last.end or END, why_started=why, end=None, why_ceased="", why_changed="")
        if why in "PB":
            back = pick(stays)
            stay = replace(stay, placement=back.placement, placed_at=back.placed_at, urn=back.urn)
            if self.happens(0.6):
                stay = replace(
                    stay, placement=pick(PLACEMENTS), placed_at=self.place(la_code), provider=pick(PROVIDERS)
                )
        elif why in "TU":
            stay = replace(stay, placement=pick(PLACEMENTS))
        if why in "LBU":
            in_series = (last.legal_status in SERIES) is not self.happens(0.06)
            stay = replace(stay, legal_status=pick(SERIES if in_series else LEGAL_STATUSES))
        return replace(stay, need=pick(NEEDS)) if self.happens(0.1) else stay

    def ends(self, start: date) -> date:
        """The same day, the next, an edge of a year, or some time later."""
        kind = self.chance.random()
        edges = [edge for edge in EDGES if edge > start]
        if kind < 0.15:
            return start
        if kind < 0.3:
            return start + timedelta(1)
        if kind < 0.5 and edges:
            return edges[0] if self.happens(0.5) else self.chance.choice(edges)
        return start + timedelta(1 + int(self.chance.expovariate(1 / self.chance.choice([10, 100, 400]))))

    def place(self, la_code: str) -> str:
        """A postcode, more often than not in the LA; at times one that says little or nothing."""
        if self.happens(0.08):
            return self.chance.choice(NOT_FULL_POSTCODES)
        near = la_code if self.happens(0.6) else self.chance.choice(sorted(self.postcodes))
        return self.chance.choice(self.postcodes[near])

    def happens(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < probability


def write_awkward_returns(returns: Path, lives: Iterable[Life], years: Iterable[int]) -> None:
    """Write each year's returns: the episodes that touch the year, as they were known at its end."""
    everyone = list(lives)
    for year in map(CollectionYear, years):
        for la_code in sorted({life.la_code for life in everyone}):
            tables = {"header": [HEADER.split(",")], "episodes": [EPISODES.split(",")], "uasc": [ASYLUM.split(",")]}
            for life in everyone:
                now = [stay for stay in life.stays if stay.start <= year.last and (stay.end or END) >= year.first]
                if life.la_code != la_code or not now:
                    continue
                who = [life.child, life.sex, written(life.born)]
                tables["header"].append([*who, life.ethnicity, "UN1", life.is_mother, ""])
                tables["episodes"] += [stay.row(life.child, year.last) for stay in now]
                if life.asylum is not None:
                    tables["uasc"].append([*who, life.asylum])
            folder = returns / "ssda903" / str(year.year) / la_code
            folder.mkdir(parents=True)
            for name, table in tables.items():
                with (folder / f"{name}.csv").open("w", newline="") as stream:
                    csv.writer(stream).writerows(table)
