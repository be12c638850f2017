"""Awkward records beside the episodes: of adoption, care leavers, outcomes, absences, reviews and permanence.

Dates fall on edges or are missing, codes are missing or not codes, and records come twice, alike or not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from .awkward import Life, Stay
from .dates import birthday, completed_years, months_later
from .life import CollectionYear

Row = list[str]
Maker = Callable[[Life, CollectionYear], Row]
FIELDS = {
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
}
CONTACT = ["YES", "YES", "YES", "NO", "REFU", "NREQ", "DIED", "RHOM", "", "QQ"]
SCORES = ["", "", "0", "13", "14", "16", "17", "40", "8"]
STATUSES = ["L0", "L11", "L12", "L2", "L3", "L4", ""]


def written(day: date | None) -> str:
    """A day as the returns write it."""
    return "" if day is None else day.strftime("%d/%m/%Y")


def activities(year: int) -> list[str]:
    """Codes of activity of a year, and what is none."""
    work = ["F3", "P3"] if year <= 2021 else ["F4", "P4", "F5", "P5"]
    return ["F1", "P1", "F2", "P2", *work, "G4", "G5", "G6", "0", "", "QQ"]


class AwkwardRecords:
    """Makes the records of one child for one year."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def of(self, life: Life, now: list[Stay], year: CollectionYear) -> dict[str, list[Row]]:
        """Rows by file; ``now`` holds the episodes of the year's return, if there are any."""
        files: dict[str, list[Row]] = {name: [] for name in FIELDS}
        age = completed_years(life.born, year.last)
        if 16 <= age <= 26 and self.happens(0.9):
            files["oc3"] = self.repeated(self.aftercare, life, year, 0.15)
        if now:
            if self.happens(0.8):
                files["oc2"] = self.repeated(self.outcomes, life, year, 0.1)
            if self.happens(0.85 if any(stay.why_ceased in ("E11", "E12") for stay in now) else 0.1):
                files["ad1"] = self.repeated(self.adoption, life, year, 0.15)
            if self.happens(0.6):
                files["previous_permanence"] = self.repeated(self.permanence, life, year, 0.1)
            for name, make, most in (
                ("placed_for_adoption", self.plan, 3),
                ("missing", self.absence, 5),
                ("reviews", self.review, 3),
            ):
                for _ in range(self.chance.randrange(most + 1) if self.happens(0.7) else 0):
                    files[name].append(make(life, year))
                if files[name] and self.happens(0.1):
                    files[name].append(files[name][0])
        return files

    def repeated(self, make: Maker, life: Life, year: CollectionYear, chance: float) -> list[Row]:
        """A record, at times sent once more, alike or not."""
        rows = [make(life, year)]
        if self.happens(chance):
            rows.append(rows[0] if self.happens(0.3) else make(life, year))
        return rows

    def who(self, life: Life) -> Row:
        """Child and date of birth, which may be missing."""
        return [life.child, "" if self.happens(0.05) else written(life.born)]

    def aftercare(self, life: Life, year: CollectionYear) -> Row:
        """OC3."""
        pick = self.chance.choice
        accommodation = pick("BCDEGHKRSTUVWXYZZZZZZ") + pick("12")
        if self.happens(0.15):
            accommodation = pick(["0", "", "QQ"])
        return [*self.who(life), pick(CONTACT), pick(activities(year.year)), accommodation]

    def outcomes(self, life: Life, year: CollectionYear) -> Row:
        """OC2."""
        pick = self.chance.choice
        reason = pick(["", "SDQ1", "SDQ4"])
        return [*self.who(life), pick(SCORES), reason, *(pick(["0", "1", "1", ""]) for _ in range(8))]

    def adoption(self, life: Life, year: CollectionYear) -> Row:
        """AD1; the decision about a year before the child was placed, or any time."""
        pick = self.chance.choice
        placed = [stay.start for stay in life.stays if stay.placement in ("A3", "A4", "A5", "A6")]
        decided = self.day(life, year)
        if placed and self.happens(0.8):
            decided = pick(placed) - timedelta(pick([0, 1, 100, 100, 364, 365, 366, -1]))
            if self.happens(0.5):
                decided = max(decided, life.stays[0].start)
        matched = None if decided is None else decided + timedelta(pick([0, 0, 1, 30, 30, -1]))
        dates = [None if self.happens(0.05) else day for day in (decided, matched)]
        married = ["L1"] if year.year <= 2014 else []
        statuses = [*STATUSES, *married]
        sexes = ["M1", "F1", "MM", "FF", "MF", ""]
        return [
            *self.who(life),
            *map(written, dates),
            pick("01"),
            pick(["1", "2", "3", ""]),
            pick(sexes),
            pick(statuses),
        ]

    def permanence(self, life: Life, year: CollectionYear) -> Row:
        """PrevPerm."""
        return [*self.who(life), self.chance.choice(["P1", "P2", "P3", "P4", "Z1", "", "QQ"]), "", ""]

    def plan(self, life: Life, year: CollectionYear) -> Row:
        """A decision that the child should be placed for adoption."""
        decided = self.day(life, year)
        ceased = self.day(life, year) if self.happens(0.6) else None
        if decided is not None and self.happens(0.4):
            ceased = months_later(decided, self.chance.choice([0, 6, 12, 24, 36])) - timedelta(
                self.chance.choice([0, 1])
            )
        return [
            *self.who(life),
            written(decided),
            written(ceased),
            self.chance.choice(["RD1", "RD2", "RD3", "RD4", ""]),
        ]

    def absence(self, life: Life, year: CollectionYear) -> Row:
        """A time missing or away."""
        since = self.day(life, year)
        until = self.day(life, year) if self.happens(0.4) else None
        if since is not None and self.happens(0.6):
            until = since + timedelta(self.chance.choice([0, 1, 2, 3, 7, 8, 10, 11, 15, 16, 20, 21, 30, 31]))
        return [
            *self.who(life),
            self.chance.choice("MMMAAA") if self.happens(0.95) else "",
            written(since),
            written(until),
        ]

    def review(self, life: Life, year: CollectionYear) -> Row:
        """A review."""
        method = self.chance.choice([*(f"PN{number}" for number in range(8)), ""])
        return [*self.who(life), written(self.day(life, year)), method]

    def day(self, life: Life, year: CollectionYear) -> date | None:
        """A day that matters: an edge of the year or of an episode, a birthday, any day of the year, or none."""
        if self.happens(0.04):
            return None
        if self.happens(0.3):
            return year.first + timedelta(self.chance.randrange(366))
        edges = [year.first, year.last] * 3 + [birthday(life.born, age) for age in (1, 5, 10, 16)]
        edges += [stay.start for stay in life.stays] + [stay.end for stay in life.stays if stay.end]
        return self.chance.choice(edges) + timedelta(self.chance.choice([-1, 0, 0, 0, 1]))

    def happens(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < probability
