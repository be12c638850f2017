"""Children for adoption, special guardianship orders and adoptive families of one sender, drawn from national rates.

Source of the rates: England 2022-23 in the agency-level workbook of adoption and special guardianship data. They are
held steady over time, so that as many wait at the end of a quarter as flows and durations give. The children are not
those of the synthetic SSDA903 returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipeline.synthetic.country.draws import Draw, between, exponential, lognormal

# England 2022-23, and children looked after on 31 March 2022.
LOOKED_AFTER = 82_170
DECISIONS, ORDERS, REGISTRATIONS_OF_AUTHORITIES, REGISTRATIONS_OF_VOLUNTARY = 3_840, 3_870, 2_720, 590
"""A year's decisions for adoption, special guardianship orders, and registrations with either kind of agency."""
YEARS_BEFORE = 6
_WITH_PLACEMENT_ORDER, _REVERSED_WITH_ORDER, _DISRUPTED = 0.82, 0.05, 0.02
_PROVIDERS = Draw({"PR1": 0.765, "PR2": 0.065, "PR5": 0.17})
_EARLY, _BY_CARER, _DISABLED, _IN_GROUP = 0.20, 0.10, 0.04, 0.42
_ETHNICITY = Draw(
    {"WBRI": 0.74, "WOTH": 0.06, "WIRI": 0.01, "MWBC": 0.05, "MWAS": 0.03, "MOTH": 0.04, "BAFR": 0.02, "BCRB": 0.01,
     "APKN": 0.02, "AOTH": 0.01, "OOTH": 0.01, "NOBT": 0.005}
)  # fmt: skip
_FAMILY_FINDING = Draw({"1": 0.55, "2": 0.1, "3": 0.15, "4": 0.15, "": 0.05})
_APPROVED, _LEFT_AFTER_APPROVAL = 0.72, 0.14
_RELATIONSHIP = Draw({"1": 0.506, "2": 0.285, "3": 0.07, "4": 0.13, "5": 0.009})
_GUARDIAN_AGE = Draw({"18": 0.01, "20": 0.11, "30": 0.18, "40": 0.27, "50": 0.31, "60": 0.12})
_SECOND_GUARDIAN, _GUARDIAN_AGE_NOT_KNOWN = 0.42, 0.01
_AGE_AT_ORDER = Draw({"0": 0.11, "1": 0.39, "5": 0.25, "10": 0.22, "16": 0.03})
_SIBLINGS = Draw({1: 0.545, 2: 0.29, 3: 0.105, 4: 0.04, 5: 0.02})
_LATE = 0.03
Day = date | None


@dataclass(frozen=True, slots=True)
class Child:
    """A child with a decision for adoption, and all that ever happens to it; ``late`` is sent a quarter late."""

    number: int
    born: date
    sex: str
    ethnicity: str
    is_disabled: bool
    sibling_group: str
    entered_care: date
    decided: date
    ordered: Day
    matched: Day
    moved_in: Day
    provider: str
    is_early: bool
    is_by_carer: bool
    adopted: Day
    reversed: Day
    disrupted: Day
    family_finding: str
    late: bool

    @property
    def ended(self) -> Day:
        """When it was adopted, or the decision reversed."""
        return self.adopted or self.reversed


@dataclass(frozen=True, slots=True)
class Order:
    """A special guardianship order."""

    number: int
    made: date
    born: date
    sex: str
    ethnicity: str
    is_disabled: bool
    siblings: int
    relationship: str
    first_age: str
    second_age: str
    had_decision: bool
    is_supervised: bool


@dataclass(frozen=True, slots=True)
class Family:
    """An adoptive family, and all that ever happens to it."""

    number: int
    adopters: int
    registered: date
    second_stage: date
    approved: Day
    matched: Day
    placed: Day
    adopted: Day
    left: Day

    @property
    def ended(self) -> Day:
        """When it had its order, or left."""
        return self.adopted or self.left


def _arrivals(rng: Random, a_year: float, first: date, last: date) -> Iterator[date]:
    """Days on which something happens so many times a year, at random."""
    if a_year <= 0:
        return
    days = 0.0
    while True:
        days += exponential(rng, 365.25 / a_year)
        if (day := first + timedelta(days=int(days))) > last:
            return
        yield day


def _after(rng: Random, day: date, median: float, sigma: float = 0.6) -> date:
    return day + timedelta(days=max(1, int(lognormal(rng, median, sigma))))


def children(rng: Random, a_year: float, first: date, last: date) -> list[Child]:
    """The children of whom adoption is decided from ``first`` to ``last``, ``a_year`` of them in a year."""
    found: list[Child] = []
    for decided in _arrivals(rng, a_year, first, last):
        number = len(found) + 1
        siblings = rng.random() < _IN_GROUP
        # Two children in a row are a group, decided on the same day.
        together = siblings and bool(found) and bool(found[-1].sibling_group) and number % 2 == 0
        group = (found[-1].sibling_group if together else f"S{number}") if siblings else ""
        found.append(_child(rng, number, found[-1].decided if together else decided, group))
    return found


def _child(rng: Random, number: int, decided: date, group: str) -> Child:
    entered = decided - timedelta(days=between(rng, 60, 460))
    born = entered - timedelta(days=int(exponential(rng, 620)))
    ordered = matched = moved_in = adopted = turned_back = disrupted = None
    is_early = is_by_carer = False
    if rng.random() >= _WITH_PLACEMENT_ORDER:
        turned_back = _after(rng, decided, 150)
    else:
        ordered = _after(rng, decided, 105)
        if rng.random() < _REVERSED_WITH_ORDER:
            turned_back = _after(rng, ordered, 420)
        else:
            matched = _after(rng, ordered, 160, 0.95)
            is_early = rng.random() < _EARLY
            is_by_carer = not is_early and rng.random() < _BY_CARER
            moved_in = matched + timedelta(days=between(rng, 7, 40))
            if is_early or is_by_carer:
                moved_in = entered + timedelta(days=between(rng, 0, max(0, (matched - entered).days)))
            adopted = _after(rng, max(moved_in, matched), 300, 0.45)
            if rng.random() < _DISRUPTED:
                disrupted, adopted = _after(rng, max(moved_in, matched), 120), None
                turned_back = _after(rng, disrupted, 200)
    return Child(
        number, born, "M" if rng.random() < 0.54 else "F", _ETHNICITY.pick(rng), rng.random() < _DISABLED, group,
        entered, decided, ordered, matched, moved_in, _PROVIDERS.pick(rng), is_early, is_by_carer, adopted,
        turned_back, disrupted, _FAMILY_FINDING.pick(rng), rng.random() < _LATE,
    )  # fmt: skip


def orders(rng: Random, a_year: float, first: date, last: date) -> list[Order]:
    """The special guardianship orders made from ``first`` to ``last``, ``a_year`` of them in a year."""
    found = []
    for number, made in enumerate(_arrivals(rng, a_year, first, last), start=1):
        band = int(_AGE_AT_ORDER.pick(rng))
        width = {0: 1, 1: 4, 5: 5, 10: 6, 16: 1}[band]
        born = made - timedelta(days=int(365.25 * (band + width * rng.random())) + 1)
        ages = [str(int(_GUARDIAN_AGE.pick(rng)) + between(rng, 0, 1)) for _ in range(2)]
        found.append(
            Order(
                number, made, born, "M" if rng.random() < 0.5 else "F", _ETHNICITY.pick(rng), rng.random() < 0.046,
                _SIBLINGS.pick(rng), _RELATIONSHIP.pick(rng),
                "" if rng.random() < _GUARDIAN_AGE_NOT_KNOWN else ages[0],
                ages[1] if rng.random() < _SECOND_GUARDIAN else "", rng.random() < 0.034, rng.random() < 0.078,
            )
        )  # fmt: skip
    return found


def families(rng: Random, a_year: float, first: date, last: date) -> list[Family]:
    """The families that register from ``first`` to ``last``, ``a_year`` of them in a year."""
    return [_family(rng, number, day) for number, day in enumerate(_arrivals(rng, a_year, first, last), start=1)]


def _family(rng: Random, number: int, registered: date) -> Family:
    second_stage = _after(rng, registered, 90)
    approved = matched = placed = adopted = left = None
    if rng.random() >= _APPROVED:
        left = _after(rng, registered, 230)
    else:
        approved = _after(rng, second_stage, 140, 0.4)
        if rng.random() < _LEFT_AFTER_APPROVAL:
            left = _after(rng, approved, 420)
        else:
            matched = _after(rng, approved, 240, 0.9)
            placed = matched + timedelta(days=between(rng, 7, 40))
            adopted = _after(rng, placed, 300, 0.45)
    adopters = 1 if rng.random() < 0.2 else 2
    return Family(number, adopters, registered, second_stage, approved, matched, placed, adopted, left)
