"""The legal statuses of a period of care: accommodation, interim and full care orders, placement orders.

Published for children looked after on 31 March 2024: full care order 58 to 60 per cent, interim 17 to 20, section 20
18 to 20, placement order 5 to 6, others under 1. How cases move on is ours, around the 26 to 50 weeks of proceedings.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import AdoptionPlan
from pipeline.synthetic.country.draws import Draw, between, exponential

Statuses = list[tuple[int, str]]

_FIRST_INFANT = Draw({"C1": 0.62, "V2": 0.20, "L1": 0.11, "L2": 0.055, "C2": 0.015})
_FIRST_CHILD = Draw({"C1": 0.52, "V2": 0.30, "L1": 0.135, "L2": 0.03, "C2": 0.015})
_FIRST_TEEN = Draw(
    {"C1": 0.23, "V2": 0.595, "L1": 0.115, "L2": 0.01, "C2": 0.025, "J1": 0.02, "J2": 0.004, "J3": 0.001}
)
# Chance that accommodation turns into care proceedings, below 10, below 15 and from 15 years.
_PROCEEDINGS = (0.88, 0.80, 0.40)
_DAYS_TO_PROCEEDINGS = 110.0
_POLICE_PROTECTION_DAYS, _EMERGENCY_DAYS = 3, 8
_PROCEEDINGS_DAYS = (140, 270)
# Of young children for whom the court makes a final order without an adoption following: placement orders all the same.
_UNUSED_PLACEMENT_ORDER = 0.14


def legal_statuses(rng: Random, age: float, started: int, end: int, *, asylum: bool) -> Statuses:
    """(day, legal status) from the start of a period up to ``end``, which the last status may outlast."""
    if asylum:
        return [(started, "C2" if rng.random() < 0.012 else "V2")]
    first = (_FIRST_INFANT if age < 1 else _FIRST_CHILD if age < 10 else _FIRST_TEEN).pick(rng)
    statuses = [(started, first)]
    now, day = first, started
    if now == "L1":
        day += between(rng, 1, _POLICE_PROTECTION_DAYS)
        now = "V2" if rng.random() < 0.5 else "C1"
        statuses.append((day, now))
    elif now == "L2":
        day += between(rng, 4, _EMERGENCY_DAYS)
        now = "C1" if rng.random() < 0.85 else "V2"
        statuses.append((day, now))
    elif now in ("J1", "J2"):
        day += 2 if now == "J2" else between(rng, 15, 120)
        now = "V2"
        statuses.append((day, now))
    if now == "V2":
        chance = _PROCEEDINGS[0 if age < 10 else 1 if age < 15 else 2]
        wait = int(exponential(rng, _DAYS_TO_PROCEEDINGS)) + 7
        if rng.random() < chance:
            day, now = day + wait, "C1"
            statuses.append((day, now))
    if now == "C1":
        day += _PROCEEDINGS_DAYS[0] + int(exponential(rng, _PROCEEDINGS_DAYS[1]))
        now = "E1" if age < 5 and rng.random() < _UNUSED_PLACEMENT_ORDER else "C2"
        statuses.append((day, now))
        if now == "E1":
            statuses.append((day + between(rng, 300, 900), "C2"))
    return [status for status in statuses if status[0] < end]


def legal_statuses_to_adoption(rng: Random, started: int, end: int, plan: AdoptionPlan) -> Statuses:
    """The same for a child with a plan for adoption: proceedings, then the court's authority to place."""
    if plan.consent:
        # The child stays accommodated and is placed under A3 or A4.
        return [(started, "V2")]
    first = "C1" if rng.random() < 0.72 else "V2"
    statuses = [(started, first)]
    court = plan.decided + between(rng, 5, 45)
    court = min(court, max(plan.matched, started + 60))
    if first == "V2":
        statuses.append((started + min(between(rng, 5, 60), (court - started) // 2), "C1"))
    statuses.append((court, "E1"))
    if plan.reversed_on:
        statuses.append((plan.reversed_on, "C2"))
    return [status for index, status in enumerate(statuses) if status[0] < end and (index == 0 or status[0] > started)]
