"""Awkward lives in care: same-day moves, edges of years, hospital stays, series, returns, overlaps, odd birthdays.

A synthetic England holds few of these; here nearly every child has some, so that models and recount must agree on them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .dates import birthday

# fmt: off
PLACEMENTS = [
    "U1", "U2", "U3", "U4", "U5", "U6", "K1", "K2", "A3", "A4", "A5", "A6", "P1", "H5", "R1", "R2", "R3",
    "R5", "S1", "Z1", "T0", "T1", "T2", "T3", "T4", "P3", "U4", "U4", "U4", "A5", "A6", "T1", "P2", "K3",
    "M1", "M2", "M3", "",
]
PROVIDERS = ["PR0", "PR1", "PR2", "PR3", "PR4", "PR5", ""]
LEGAL_STATUSES = ["C1", "C2", "D1", "E1", "E1", "V2", "L1", "L2", "L3", "J1", "J2", "J3", "C2", "V2", ""]
SERIES = ["V3", "V4"]
REASONS_CEASED = [
    "E11", "E11", "E12", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48", "E5", "E6", "E7",
    "E9", "E14", "E15", "E16", "E17", "E8", "", "X1",
]
REASONS_CHANGED = [
    "CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ", "PLACE", "CUSTOD",
    "OTHER", "",
]
ETHNICITIES = [
    "WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "CHNE",
    "BCRB", "BAFR", "BOTH", "OOTH", "REFU", "NOBT", "",
]
# fmt: on
NEEDS = [*(f"N{number}" for number in range(1, 9)), ""]
# Nothing, two postcodes of which only the outward code is a place, and none that is one.
NOT_FULL_POSTCODES = ["", "BR7 9ZZ", "AB10 9ZZ", "ZZ99 9ZZ"]


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


@dataclass
class Life:
    """A child of one LA, born on a day, with its episodes."""

    child: str
    la_code: str
    sex: str
    born: date
    ethnicity: str
    is_mother: str
    asylum: date | None = None
    is_asylum_seeker: bool = False
    stays: list[Stay] = field(default_factory=list)


@dataclass(frozen=True)
class Era:
    """The collection years of the lives, first to last, each with a return."""

    years: tuple[int, ...]

    @property
    def beginning(self) -> date:
        """No earlier episode than this."""
        return date(self.years[0] - 2, 1, 1)

    @property
    def end(self) -> date:
        """The day after the last year."""
        return date(self.years[-1], 4, 1)

    def edges(self) -> list[date]:
        """Days on which the counts turn."""
        days = ((3, 30), (3, 31), (4, 1), (4, 2))
        found = [date(year, *day) for year in range(self.years[0] - 1, self.years[-1] + 1) for day in days]
        return [*found, date(self.years[-1] - 3, 9, 30), date(self.years[-1] - 3, 10, 1)]

    def birthdays(self) -> list[date]:
        """Birthdays that make an age hard to tell."""
        last = self.years[-1]
        leap = [date(year, 2, 29) for year in range(last - 26, last) if year % 4 == 0]
        years = (last - 22, last - 19, last - 18, last - 16, last - 11, last - 5, last - 1)
        return leap + [date(year, *day) for year in years for day in ((3, 31), (4, 1))]


class AwkwardLives:
    """Makes children's lives at random from a seed, out of the postcodes given for each LA."""

    def __init__(self, seed: int, era: Era, postcodes: dict[str, list[str]]) -> None:
        self.chance = random.Random(seed)
        self.era = era
        self.postcodes = postcodes
        self.edges: list[date] = []
        self.is_restless = False

    def lives(self, number: int) -> list[Life]:
        """One child's life in care; now and then it has another one in another LA, or overlapping episodes."""
        first = self.life(f"C{number}")
        if not self.happens(0.08):
            return [first]
        other = self.life(f"C{number}")
        if other.la_code != first.la_code:
            return [first, other]
        first.stays = sorted(first.stays + other.stays, key=lambda stay: stay.start)
        return [first]

    def life(self, child: str) -> Life:
        """One child's whole life in care of one LA."""
        pick = self.chance.choice
        la_code = pick(sorted(self.postcodes))
        born = self.born()
        sex = pick("1222")
        life = Life(child, la_code, sex, born, pick(ETHNICITIES), pick("01") if sex == "2" else "")
        self.edges = [
            *self.era.edges(),
            *([birthday(born, age) for age in (1, 5, 10, 16, 17)] + [birthday(born, 18)] * 6),
        ]
        if born.month == 2:
            self.edges += [day - timedelta(1) for day in self.edges if day.month == 3 and day.day == 1]
        self.is_restless = self.happens(0.04)
        day = pick(self.edges) if self.happens(0.3) else self.some_day()
        day = max(day, self.era.beginning, born)
        if self.happens(0.1):
            day = max(day - timedelta(self.chance.randrange(14 * 365)), born)
        for _ in range(13 if self.is_restless else pick([1, 1, 1, 2, 3, 4])):
            if day >= self.era.end or (life.stays and life.stays[-1].end is None):
                break
            life.stays += self.period(la_code, day)
            day = (life.stays[-1].end or self.era.end) + timedelta(pick([0, 1, self.chance.randrange(300)]))
        self.be_adopted(life)
        self.leave_at_18(life)
        if self.happens(0.02) and life.stays:
            # A date of birth that cannot be right: after the first episode began.
            life.born = life.stays[0].start + timedelta(pick([1, 40]))
        if self.happens(0.3):
            life.is_asylum_seeker = True
            days = [stay.start for stay in life.stays] + [stay.end for stay in life.stays]
            life.asylum = pick([*days, *self.edges, None])
        return life

    def be_adopted(self, life: Life) -> None:
        """At times the last stay that ended becomes two: before, and with those who adopt the child."""
        last = life.stays[-1] if life.stays else None
        if last is None or last.end is None or (last.end - last.start).days < 2 or self.happens(0.85):
            return
        placed = last.start + timedelta(self.chance.randrange(1, (last.end - last.start).days))
        pick = self.chance.choice
        adoptive = replace(
            last,
            start=placed,
            why_started=pick("PB"),
            legal_status="E1",
            placement=pick(["A3", "A4", "A5", "A6"]),
            why_ceased=pick(["E11", "E12"]),
        )
        life.stays[-1:] = [replace(last, end=placed, why_ceased="X1"), adoptive]

    def leave_at_18(self, life: Life) -> None:
        """Often, when it can be, the end is the 18th birthday or a day beside it, and in a foster placement."""
        birthday_18 = birthday(life.born, 18)
        if not life.stays or not life.stays[-1].start < birthday_18 < self.era.end or self.happens(0.5):
            return
        day = birthday_18 + timedelta(self.chance.choice([0, 0, 0, 0, 1, -1]))
        last = replace(
            life.stays[-1], end=max(day, life.stays[-1].start), why_ceased=self.chance.choice(REASONS_CEASED)
        )
        if self.happens(0.6):
            last = replace(last, placement=self.chance.choice(["U1", "U3", "U4", "U6"]))
        life.stays[-1] = last
        if self.happens(0.2):
            # In hospital, or away for a day, when care ended.
            life.stays[-1] = replace(last, why_ceased="X1", end=max(day - timedelta(1), last.start))
            away = replace(
                last, start=life.stays[-1].end or day, why_started="P", placement=self.chance.choice(["T1", "K2"])
            )
            life.stays.append(away)

    def born(self) -> date:
        """A date of birth: of a child in care, or of one old enough to have left it."""
        if self.happens(0.15):
            return self.chance.choice(self.era.birthdays())
        age = self.chance.choice([26, 26, 24, 20, 20, 8, 2])
        return date(self.era.years[-1] - age, 4, 1) + timedelta(self.chance.randrange(age * 365))

    def some_day(self) -> date:
        """A day between the beginning and the end."""
        return self.era.beginning + timedelta(self.chance.randrange((self.era.end - self.era.beginning).days))

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
        for left in reversed(range(pick([1, 1, 2, 3, 4, 5, 7, 14]))):
            end = self.ends(stay.start)
            if end >= self.era.end or (left == 0 and not self.is_restless and self.happens(0.35)):
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
        stay = replace(last, start=last.end or self.era.end, why_started=why, end=None, why_ceased="", why_changed="")
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
        """The same day, the next, an edge, whole calendar months later, or some time later."""
        if start < self.era.beginning:
            return self.some_day()
        if self.is_restless and self.happens(0.9):
            return start + timedelta(self.chance.randrange(20))
        kind = self.chance.random()
        edges = sorted(edge for edge in self.edges if edge > start)
        if kind < 0.15:
            return start
        if kind < 0.3:
            return start + timedelta(self.chance.choice([1, 1, 7, 8, 13, 14, 28, 55, 56, 364, 365, 366]))
        if kind < 0.5 and edges:
            return edges[0] if self.happens(0.5) else self.chance.choice(edges)
        return start + timedelta(1 + int(self.chance.expovariate(1 / self.chance.choice([5, 10, 100, 400]))))

    def place(self, la_code: str) -> str:
        """A postcode, more often than not in the LA; at times one that says little or nothing."""
        if self.happens(0.08):
            return self.chance.choice(NOT_FULL_POSTCODES)
        near = la_code if self.happens(0.6) else self.chance.choice(sorted(self.postcodes))
        return self.chance.choice(self.postcodes[near])

    def happens(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < probability
