"""Why periods of care end, in the codes of the day: some were split or renamed from year to year."""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.lives import Child
from pipeline.synthetic.children.stays import Leaving, Stay
from pipeline.synthetic.country.days import first_day
from pipeline.synthetic.country.shares import (
    HOME,
    LEFT_ASYLUM,
    LEFT_AT_EIGHTEEN,
    LEFT_AT_EIGHTEEN_FOSTERED,
    LEFT_IN_TEENS,
    LEFT_YOUNG,
    SPECIAL_GUARDIANSHIP,
)

_TEENS = 14.0


def reason_ended(rng: Random, child: Child, stay: Stay, placement: str) -> str:
    """The code for the end of a period other than by adoption, given the last placement's code."""
    age = (stay.end - child.date_of_birth) / 365.25
    if stay.leaving is Leaving.TRANSFERRED:
        reason = "E3"
    elif stay.leaving is Leaving.EIGHTEEN:
        reason = (LEFT_AT_EIGHTEEN_FOSTERED if placement[0] == "U" else LEFT_AT_EIGHTEEN).pick(rng)
    elif stay.leaving in (Leaving.RETURNED_HOME, Leaving.WITHIN_THE_DAY):
        reason = HOME.pick(rng)
    elif child.asylum:
        reason = LEFT_ASYLUM.pick(rng)
    else:
        reason = (LEFT_YOUNG if age < _TEENS else LEFT_IN_TEENS).pick(rng)
        # Living independently is for those of 16 and over, and prison from the age of criminal trial.
        if reason in ("E5", "E6") and age < 16:
            reason = "E4A"
    return _as_of(reason, stay.end, rng)


def _as_of(reason: str, day: int, rng: Random) -> str:
    """The code valid in the collection year of the day."""
    if reason == "SGO":
        kind = SPECIAL_GUARDIANSHIP.pick(rng)
        if day >= first_day(2019):
            return kind
        # Until 2018: to former foster carers, or to others.
        return "E43" if kind in ("E45", "E46") else "E44"
    if day < first_day(2015):
        return {"E4A": "E4", "E4B": "E4", "E13": "E4", "E14": "E8", "E15": "E8", "E16": "E8", "E17": "E8"}.get(
            reason, reason
        )
    return reason
