"""The placements of a period of care: what kind, with whom, where, for how long, and why they end.

Published for 31 March 2024: foster care 67 per cent, secure and children's homes 10, independent and semi-independent
living 7, other 5 (supported accommodation not yet registered), parents 6 to 7, placed for adoption 2 to 3, other
residential 1; 10 to 11 per cent had three or more placements in the year. Waiting times and distances are ours.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pipeline.synthetic.children.lives import AdoptionPlan, Child
from pipeline.synthetic.country.days import first_day, ordinal
from pipeline.synthetic.country.draws import Draw, between, exponential
from pipeline.synthetic.country.places import Places

# Kinds of setting; most stand for one placement code, the others are resolved when a placement begins.
_FOSTER, _KINSHIP, _LIVING_ALONE = "foster", "kinship", "living_alone"
# Ofsted registers supported accommodation (K3) from this day; later placements are not in independent living (P2).
SUPPORTED_ACCOMMODATION_FROM = ordinal(2023, 10, 28)
# All within the year ending 31 March 2024, after which the older codes are not valid.
_DAYS_OF_REGISTRATION = 150
SAME_CARER_CODES_FROM = first_day(2016)

_INFANT = Draw({_FOSTER: 0.65, _KINSHIP: 0.17, "R3": 0.055, "P1": 0.12, "R2": 0.005})
_YOUNG = Draw({_FOSTER: 0.545, _KINSHIP: 0.215, "P1": 0.22, "K2": 0.012, "R3": 0.003, "R1": 0.003, "Z1": 0.002})
_MIDDLE = Draw({_FOSTER: 0.56, _KINSHIP: 0.16, "P1": 0.18, "K2": 0.085, "R1": 0.008, "S1": 0.002, "Z1": 0.005})
_TEEN = Draw({_FOSTER: 0.44, _KINSHIP: 0.09, "P1": 0.12, "K2": 0.28, "R1": 0.018, "S1": 0.006, "K1": 0.006, "R2": 0.005,
              "Z1": 0.025})  # fmt: skip
_OLDER = Draw({_FOSTER: 0.15, _KINSHIP: 0.035, "P1": 0.05, "K2": 0.175, _LIVING_ALONE: 0.53, "R1": 0.015, "R5": 0.012,
               "K1": 0.005, "R2": 0.005, "Z1": 0.025})  # fmt: skip
_ASYLUM = Draw({_FOSTER: 0.235, _KINSHIP: 0.015, "K2": 0.02, _LIVING_ALONE: 0.71, "Z1": 0.02})
_REMANDED = Draw({"R5": 0.35, "K1": 0.25, "K2": 0.20, _FOSTER: 0.20})
_PARENTS_NOT_AT_HOME = frozenset(("V2", "L1", "L2", "J2", "J3"))

_LONG_STAY_YEARS = {
    _FOSTER: 4.9,
    _KINSHIP: 5.5,
    "K2": 1.7,
    _LIVING_ALONE: 1.1,
    "P1": 1.9,
    "R3": 0.3,
    "R1": 1.6,
    "S1": 2.0,
}
_LONG_STAY_YEARS_OTHERWISE = 0.45
_SHORT_STAY_DAYS = 50.0
_FIRST_IS_SHORT, _LATER_IS_SHORT = 0.34, 0.14
# Young people who move on to semi-independent living between sixteen and a quarter and nearly eighteen.
_MOVES_ON, _MOVES_ON_FROM, _MOVES_ON_WITHIN = 0.43, int(16.25 * 365.25), 560

# Median miles from home and spread of the logarithm; parents live at or near the home address.
_DISTANCE = {
    _FOSTER: (7.0, 1.15),
    _KINSHIP: (3.6, 1.35),
    "K2": (20.0, 1.15),
    _LIVING_ALONE: (7.0, 1.2),
    "P1": (0.8, 1.2),
}
_DISTANCE_OTHERWISE = (24.0, 1.0)
_DISTANCE_TO_ADOPTERS = (30.0, 0.8)
_LIVES_AT_HOME = 0.5

_PROVIDER = {
    _FOSTER: Draw({"PR1": 0.50, "PR2": 0.015, "PR4": 0.42, "PR5": 0.065}),
    _KINSHIP: Draw({"PR1": 0.985, "PR2": 0.015}),
    "K2": Draw({"PR1": 0.16, "PR2": 0.015, "PR4": 0.775, "PR5": 0.05}),
    _LIVING_ALONE: Draw({"PR1": 0.15, "PR4": 0.74, "PR5": 0.08, "": 0.03}),
    "P1": Draw({"PR0": 1.0}),
    "R2": Draw({"PR3": 1.0}),
    "R5": Draw({"PR3": 1.0}),
    # No provider is collected of other placements.
    "Z1": Draw({"": 1.0}),
}
_PROVIDER_OTHERWISE = Draw({"PR1": 0.10, "PR3": 0.05, "PR4": 0.75, "PR5": 0.10})
_PROVIDER_OF_ADOPTERS = Draw({"PR1": 0.55, "PR2": 0.25, "PR5": 0.15, "": 0.05})

_BECOMES_LONG_TERM = 0.55
_TEMPORARY = Draw({"T0": 0.25, "T1": 0.2, "T2": 0.1, "T3": 0.15, "T4": 0.3})
_MISSING_UNTIL_2014 = Draw({"M1": 0.03, "M2": 0.17, "M3": 0.80})
_TEMPORARILY_ELSEWHERE, _MISSING_FROM_PLACEMENT = 0.012, 0.05

# Why placements change: after the published reasons of 2017 (SFR50/2017), the nearest year with every code at hand.
_CHANGE_REASON = Draw(
    {"CARPL": 0.35, "CREQB": 0.125, "CREQO": 0.06, "CHILD": 0.045, "PLACE": 0.105, "LAREQ": 0.035, "STAND": 0.012,
     "ALLEG": 0.010, "CLOSE": 0.009, "APPRR": 0.003, "CUSTOD": 0.003, "OTHER": 0.243}
)  # fmt: skip
_CUSTODY_FROM = first_day(2019)
_STATUS_CHANGED = 0.3


@dataclass(slots=True)
class Spell:
    """One placement from ``started`` until the next; ``same_carer`` where only its kind changes."""

    started: int
    setting: str
    placement: str
    provider: str
    postcode: str
    urn: str
    same_carer: bool = False


class Placing:
    """Places the children of one patch; ``fostering_service`` is the URN of its own."""

    def __init__(self, places: Places, patch_key: str) -> None:
        """Take the patch's places; the fostering service's number follows from the patch's key."""
        self._places = places
        self.fostering_service = _urn("fostering service", patch_key)

    def spells(
        self,
        rng: Random,
        child: Child,
        started: int,
        end: int,
        status_on: Callable[[int], str],
        plan: AdoptionPlan | None,
    ) -> list[Spell]:
        """The placements of a period that runs from ``started`` up to ``end``, in order, none of length zero."""
        stop = plan.placed if plan else end
        if plan and plan.reversed_on and plan.reversed_on <= plan.placed:
            plan, stop = None, end
        spells: list[Spell] = []
        day = started
        moves_on = child.date_of_birth + _MOVES_ON_FROM + between(rng, 0, _MOVES_ON_WITHIN)
        if rng.random() >= _MOVES_ON:
            moves_on = 0
        while day < stop:
            if plan:
                setting = _FOSTER
            elif day == moves_on:
                setting = _LIVING_ALONE
            else:
                setting = self._setting(rng, child, day, status_on(day))
            spell = self._place(rng, child, setting, day)
            if plan and plan.by_foster_carer:
                # Fostering for adoption: one home from the start.
                spell.placement = "U5"
                spells.append(spell)
                break
            length = self._length(rng, child, setting, first=not spells)
            if plan and day + length < stop and len(spells) > 1:
                length = stop - day
            if day < moves_on < day + length:
                length = moves_on - day
            spells.append(spell)
            self._settle(rng, spells, min(day + length, stop))
            day += length
        if plan and plan.placed < end:
            spells.append(self._with_adopters(rng, child, spells[-1], plan))
        return self._interrupt(rng, child, spells, end)

    def short_break(self, rng: Random, child: Child, day: int) -> Spell:
        """A placement in an agreed series of short breaks: a children's home or the same foster carers each time."""
        return self._place(rng, child, "K2" if rng.random() < 0.45 else _FOSTER, day)

    def _setting(self, rng: Random, child: Child, day: int, status: str) -> str:
        age = (day - child.date_of_birth) / 365.25
        if status == "J1":
            return _REMANDED.pick(rng)
        if child.asylum and age >= 15.5:
            return _ASYLUM.pick(rng)
        if age < 1:
            table = _INFANT
        elif age < 5:
            table = _YOUNG
        elif age < 10:
            table = _MIDDLE
        else:
            table = _TEEN if age < 16 else _OLDER
        setting = table.pick(rng)
        if setting == "P1" and (status in _PARENTS_NOT_AT_HOME or child.asylum):
            return _KINSHIP if rng.random() < 0.5 and not child.asylum else _FOSTER
        return setting

    def _place(self, rng: Random, child: Child, setting: str, day: int) -> Spell:
        provider = _PROVIDER.get(setting, _PROVIDER_OTHERWISE).pick(rng)
        if setting == "P1" and rng.random() < _LIVES_AT_HOME:
            postcode = self._places.home_postcode(child.home)
        else:
            median, sigma = _DISTANCE.get(setting, _DISTANCE_OTHERWISE)
            postcode = self._places.placement_postcode(rng, child.home, median, sigma)
        placement, urn = setting, ""
        if setting == _FOSTER:
            placement = "U6" if rng.random() < 0.96 else "U5"
            urn = self.fostering_service if provider == "PR1" else _urn("agency", postcode[:2])
        elif setting == _KINSHIP:
            placement = "U3" if rng.random() < 0.98 else "U2"
            urn = self.fostering_service
        elif setting == _LIVING_ALONE:
            placement = _living_alone(rng, day)
            urn = _urn(setting, postcode) if placement == "K3" else ""
        elif setting in ("K1", "K2", "R3", "S1"):
            urn = _urn(setting, postcode)
        if placement == "Z1":
            provider = ""
        return Spell(day, setting, placement, provider, postcode, urn)

    def _length(self, rng: Random, child: Child, setting: str, *, first: bool) -> int:
        short = _FIRST_IS_SHORT if first else min(0.8, _LATER_IS_SHORT * child.restlessness)
        if rng.random() < short:
            return 1 + int(exponential(rng, _SHORT_STAY_DAYS))
        years = _LONG_STAY_YEARS.get(setting, _LONG_STAY_YEARS_OTHERWISE) / child.restlessness
        return 20 + int(exponential(rng, years * 365.25))

    def _settle(self, rng: Random, spells: list[Spell], until: int) -> None:
        """Let a placement that lasts change its code with the same carers: long-term fostering, registration."""
        spell = spells[-1]
        if spell.placement in ("H5", "P2") and until > SUPPORTED_ACCOMMODATION_FROM:
            # Semi-independent living was registered over the first months, independent living ended at once.
            months = 0 if spell.placement == "P2" else between(rng, 0, _DAYS_OF_REGISTRATION)
            day = SUPPORTED_ACCOMMODATION_FROM + months
            urn = _urn(spell.setting, spell.postcode)
            if spell.placement == "H5" and min(day, until) > SUPPORTED_ACCOMMODATION_FROM:
                spell.urn = urn
            if day < until:
                code = _living_alone(rng, day)
                provider, urn = (spell.provider, urn) if code == "K3" else ("", "")
                spells.append(Spell(day, spell.setting, code, provider, spell.postcode, urn, same_carer=True))
            return
        if spell.setting not in (_FOSTER, _KINSHIP):
            return
        day = spell.started + between(rng, 250, 700)
        if day + 30 >= until or rng.random() >= _BECOMES_LONG_TERM:
            return
        code = "U4" if spell.setting == _FOSTER else "U1"
        if day < SAME_CARER_CODES_FROM:
            # No code tells a change of status with the same carers yet: the placement has it from its beginning.
            spell.placement = code
        else:
            spells.append(Spell(day, spell.setting, code, spell.provider, spell.postcode, spell.urn, same_carer=True))

    def _with_adopters(self, rng: Random, child: Child, before: Spell, plan: AdoptionPlan) -> Spell:
        if plan.by_foster_carer:
            code = "A3" if plan.consent else "A5"
            return Spell(plan.placed, "adopters", code, before.provider, before.postcode, before.urn, same_carer=True)
        postcode = self._places.placement_postcode(rng, child.home, *_DISTANCE_TO_ADOPTERS)
        # A quarter of adopters' addresses are withheld.
        postcode = "" if rng.random() < 0.25 else postcode
        code = "A4" if plan.consent else "A6"
        provider = _PROVIDER_OF_ADOPTERS.pick(rng)
        # An agency's number that is not known is sent as XXXXXXX.
        urn = _urn("adoption agency", provider) if provider else "XXXXXXX"
        return Spell(plan.placed, "adopters", code, provider, postcode, urn)

    def _interrupt(self, rng: Random, child: Child, spells: list[Spell], end: int) -> list[Spell]:
        """Put rare temporary moves, and until 2014 absences, into long placements, which go on afterwards."""
        with_breaks: list[Spell] = []
        for index, spell in enumerate(spells):
            with_breaks.append(spell)
            until = spells[index + 1].started if index + 1 < len(spells) else end
            if until - spell.started < 120 or spell.setting == "adopters":
                continue
            if rng.random() < _TEMPORARILY_ELSEWHERE:
                day = between(rng, spell.started + 30, until - 40)
                code, days = _TEMPORARY.pick(rng), between(rng, 2, 7)
            elif (
                spell.started < first_day(2015) - 60
                and until > first_day(2014) + 60
                and child.date_of_birth < first_day(2014) - 12 * 365
                and rng.random() < _MISSING_FROM_PLACEMENT
            ):
                low = max(spell.started + 10, first_day(2014))
                day = between(rng, low, min(until - 40, first_day(2015) - 5))
                code, days = _MISSING_UNTIL_2014.pick(rng), 1 + int(exponential(rng, 8.0))
            else:
                continue
            days = min(days, 35)
            with_breaks.append(Spell(day, "temporary", code, "", spell.postcode if code[0] == "T" else "", ""))
            with_breaks.append(
                Spell(day + days, spell.setting, spell.placement, spell.provider, spell.postcode, spell.urn)
            )
        return with_breaks


def _living_alone(rng: Random, day: int) -> str:
    """Semi-independent, independent or supported living, as it was called on the day."""
    chance = rng.random()
    if day < SUPPORTED_ACCOMMODATION_FROM:
        return "H5" if chance < 0.78 else "P2" if chance < 0.995 else "P3"
    # Many providers were waiting for their registration in the first months.
    registered = 0.60 if day < first_day(2025) else 0.80
    return "K3" if chance < registered else "Z1"


def _urn(kind: str, key: str) -> str:
    """A made-up Ofsted number (SC and six digits) that the same provider keeps."""
    return f"SC{zlib.crc32(f'{kind} {key}'.encode()) % 900000 + 100000}"


def change_reason(rng: Random, day: int, *, same_carer: bool) -> str:
    """Why a placement gave way to another on a day; a change of status alone has few reasons."""
    if same_carer and rng.random() < _STATUS_CHANGED:
        return "STAND"
    reason = _CHANGE_REASON.pick(rng)
    return "OTHER" if reason == "CUSTOD" and day < _CUSTODY_FROM else reason
