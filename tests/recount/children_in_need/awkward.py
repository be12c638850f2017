"""Writes censuses full of awkward but legal histories: edges of years and of bands, records of one day, late reviews.

A synthetic England holds few of these; here nearly every child has some, so that models and recount must agree on them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .days import months_later

BEGINNING, END = date(2012, 1, 1), date(2025, 4, 1)
EDGES = [date(year, month, day) for year in range(2013, 2026) for month, day in ((3, 30), (3, 31), (4, 1), (4, 2))]
EDGES += [date(year, month, day) for year in range(2013, 2025) for month, day in ((9, 30), (10, 1), (12, 24), (12, 31))]
EDGES += [date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29), date(2021, 11, 30), date(2022, 8, 31)]
EDGES.sort()
GAPS = [0, 1, 10, 90, 181, 364, 365, 366, 367, 730]
PLAN_DAYS = [-1, 0, 1, 59, 91, 92, 183, 184, 364, 365, 366, 727, 728, 729, 730, 731]
BIRTHDAYS = [date(2008, 2, 29), date(2012, 2, 29), date(2008, 3, 31), date(2008, 4, 1), date(2019, 4, 1)]
# fmt: off
SOURCES = [
    "1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3C", "3D", "3E", "3F", "4", "5A", "5B", "5C", "5D", "6", "7", "8",
    "9", "10", "",
]
FACTORS = [
    "1A", "1B", "1C", "2A", "2B", "2C", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "5B", "5C", "6A", "6B", "6C", "7A",
    "8B", "8C", "8D", "8E", "8F", "9A", "10A", "11A", "12A", "13A", "14A", "15A", "16A", "17A", "18B", "18C", "19B",
    "19C", "20", "21", "21", "21", "22A", "23A", "24A",
]
ETHNICITIES = [
    "WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB",
    "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", "",
]
# fmt: on
NEEDS = [*(f"N{number}" for number in range(1, 10)), "N0", "N0", "", ""]
REASONS = ["RC1", "RC2", "RC3", "RC4", "RC5", "RC6", "RC7", "RC8", "RC8", "RC8", "RC9", "RC9", "RC9", ""]
DISABILITIES = ["NONE", "MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA"]
ABUSE = ["NEG", "PHY", "SAB", "EMO", "MUL", ""]
KINDS = ["Assessments", "InitialAssessments", "CoreAssessments"]


@dataclass
class AwkwardAssessment:
    """An assessment with what was found at its end; ``kind`` is its element in the return of 2014."""

    kind: str
    started: date
    authorised: date | None
    seen: str
    factors: list[str]


@dataclass
class AwkwardPlan:
    """A child protection plan as it went in the end."""

    started: date
    ended: date | None
    initial: str
    latest: str
    previous: str
    reviews: list[date]


@dataclass
class AwkwardCase:
    """A case as it went in the end; a census says what was known of it on 31 March."""

    referred: date
    closed: date | None
    source: str
    need: str
    reason: str
    is_no_further_action: bool
    conference: date | None = None
    is_remembered: bool = False
    """Whether later returns repeat what earlier ones said of its assessments and reviews."""
    is_sent_again: bool = False
    """Whether a return still has it after the year in which it was closed."""
    was_taken_late: bool = False
    """Whether the census was taken long after 31 March and tells of what came later."""
    has_no_closing_date: bool = False
    """Whether a closed case is sent with the reason alone."""
    stands_apart: bool = False
    """Whether it stands in a second Child element of the same child, of another sex."""
    assessments: list[AwkwardAssessment] = field(default_factory=list)
    enquiries: list[tuple[date, date | None]] = field(default_factory=list)
    plans: list[AwkwardPlan] = field(default_factory=list)
    plan_dates: list[tuple[date, date | None]] = field(default_factory=list)


@dataclass
class AwkwardChild:
    """A child with its cases in one LA."""

    child: str
    la_code: str
    born: date | None
    birth_is_only_expected: bool
    sex: str
    ethnicity: str
    disabilities: list[str]
    cases: list[AwkwardCase]


class AwkwardChildren:
    """Makes children at random from a seed."""

    def __init__(self, seed: int, authorities: Sequence[str]) -> None:
        self.chance = random.Random(seed)
        self.authorities = authorities

    def child(self, number: int) -> list[AwkwardChild]:
        """One child, as each authority that knew it sends it: mostly one, now and then two."""
        pick = self.chance.choice
        expected = self.happens(0.1)
        born = pick(BIRTHDAYS) if self.happens(0.1) else date(2000, 4, 1) + timedelta(self.chance.randrange(9_200))
        known_to = self.chance.sample(self.authorities, 2 if self.happens(0.05) else 1)
        return [
            AwkwardChild(
                child=f"C{number}",
                la_code=la_code,
                born=None if self.happens(0.03) else born,
                birth_is_only_expected=expected,
                sex=pick("MFMFU"),
                ethnicity=pick(ETHNICITIES),
                disabilities=[pick(DISABILITIES) for _ in range(pick([1, 1, 1, 2, 4]))],
                cases=self.cases(),
            )
            for la_code in known_to
        ]

    def cases(self) -> list[AwkwardCase]:
        """Cases at distances that matter, on the same day and overlapping too."""
        day = self.someday(BEGINNING)
        cases: list[AwkwardCase] = []
        for _ in range(self.chance.choice([1, 1, 1, 2, 2, 3, 5])):
            if day >= END:
                break
            cases.append(self.case(day, cases))
            day = cases[-1].closed or day if self.happens(0.3) else day
            day = day + timedelta(self.chance.choice(GAPS)) if self.happens(0.7) else self.someday(day)
        return cases

    def case(self, referred: date, before: Sequence[AwkwardCase]) -> AwkwardCase:
        """A case, with nothing more than a referral, an assessment, or everything."""
        pick = self.chance.choice
        closed = None if self.happens(0.25) else self.later(referred, [*GAPS, -1])
        case = AwkwardCase(
            referred, closed, pick(SOURCES), pick(NEEDS), pick(REASONS), self.happens(0.15),
            is_remembered=self.happens(0.6), is_sent_again=self.happens(0.1), stands_apart=self.happens(0.03),
            was_taken_late=self.happens(0.05), has_no_closing_date=self.happens(0.05),
        )  # fmt: skip
        case.assessments = [self.assessment(referred) for _ in range(pick([0, 1, 1, 1, 2]))]
        if self.happens(0.5):
            return case
        for _ in range(pick([0, 0, 1, 1, 2])):
            started = self.later(referred, [0, 0, 1, 20])
            held = (
                None if self.happens(0.3) else started + timedelta(pick([-3, 0, 1, 14, 15, 18, 21, 22, 25, 28, 30, 40]))
            )
            case.enquiries.append((started, held))
            if self.happens(0.2):
                case.enquiries.append((pick([started, started + timedelta(2)]), held))
        if self.happens(0.2):
            held_before = [held for _, held in case.enquiries if held is not None]
            case.conference = (
                pick(held_before) if held_before and self.happens(0.5) else self.later(referred, [-1, 0, 21])
            )
        if self.happens(0.4):
            case.plans = [self.plan(referred) for _ in range(pick([1, 1, 2]))]
            started = case.plans[0].started
            ended = months_later(closed, pick([-3, -6])) + timedelta(pick([-1, 0, 1])) if closed else END
            if self.happens(0.5) and started <= ended < END:
                case.plans[0] = replace(case.plans[0], ended=ended)
        earlier = [plan for one in before for plan in one.plans]
        if earlier and self.happens(0.2):
            again = pick(earlier)
            case.plans.append(self.plan(again.started, is_exact=True))
        if self.happens(0.15):
            case.plan_dates = [(self.later(referred, [1, 30]), None)]
        return case

    def assessment(self, referred: date) -> AwkwardAssessment:
        """An assessment of any length, also one authorised before it began."""
        pick = self.chance.choice
        started = self.later(referred, [0, 0, 1, 5])
        days = pick(
            [0, 0, 1, 2, 14, 15, 28, 29, 42, 43, 56, 58, 62, 63, 64, 65, 66, 70, 72, 73, 84, 85, 87, 88, 120, -1]
        )
        authorised = None if self.happens(0.1) else started + timedelta(days)
        if self.happens(0.1):
            authorised = pick([edge for edge in EDGES if edge >= started] or [started])
        factors = [pick(FACTORS) for _ in range(pick([0, 1, 1, 2, 5]))]
        return AwkwardAssessment(pick(KINDS), started, authorised, pick(["0", "1", "true", "false", ""]), factors)

    def plan(self, day: date, *, is_exact: bool = False) -> AwkwardPlan:
        """A plan with reviews on, before and after the last day for them."""
        pick = self.chance.choice
        started = day if is_exact else self.later(day, [0, 1, 15])
        if not is_exact and self.happens(0.1):
            # The first review falls due on 1 April.
            started = date(day.year + 1, 1, 1)
        ended = None if self.happens(0.4) else self.later(started, PLAN_DAYS)
        reviews: list[date] = []
        due = months_later(started, 3)
        while due < END and not self.happens(0.1):
            reviews.append(due + timedelta(pick([0, 0, 0, 0, -1, -1, -20, -60, 1, 45])))
            due = months_later(reviews[-1], 6)
        if self.happens(0.1):
            reviews = [edge for edge in EDGES if edge > started and (edge.month, edge.day) in ((4, 1), (10, 1))]
        if self.happens(0.3):
            reviews += [self.later(started, [0, 30]), *reviews[:1]]
        return AwkwardPlan(started, ended, pick(ABUSE), pick(ABUSE), pick(["0", "1", "2", ""]), reviews)

    def later(self, day: date, gaps: Sequence[int]) -> date:
        """A day after another (or the same, or as far as ``gaps`` say), often an edge of a year or of a band."""
        kind = self.chance.random()
        if kind < 0.45:
            return day + timedelta(self.chance.choice(gaps))
        if kind < 0.6:
            return months_later(day, self.chance.choice([3, 6, 12, 24])) + timedelta(self.chance.choice([-1, 0, 1]))
        if kind < 0.8:
            edges = [edge for edge in EDGES if edge >= day][:16]
            return self.chance.choice(edges or [day])
        return day + timedelta(int(self.chance.expovariate(1 / self.chance.choice([20, 100, 400]))))

    def someday(self, earliest: date) -> date:
        """A day that is not before another."""
        if self.happens(0.4):
            return self.chance.choice([edge for edge in EDGES if edge >= earliest] or [earliest])
        return earliest + timedelta(self.chance.randrange(max(1, (END - earliest).days)))

    def happens(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < probability
