"""Children in care as the census sees them: the episode of need around each of their stays in the SSDA903 England."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pipeline.synthetic.children.stays import Flows, Leaving, Stay
from pipeline.synthetic.cin.lives.working_days import working_days
from pipeline.synthetic.country.days import birthday
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import Patch

# Referred on the day care began, or in the days before it; the others after a time of help at home.
_STRAIGHT_INTO_CARE, _DAYS_BEFORE, _MEAN_DAYS_OF_HELP = 0.3, 8, 230.0
# Before birth a referral comes at most so many days.
_BEFORE_BIRTH = 140
# Support that goes on after care: mean days at home, and as a care leaver until some time before twenty-five.
_MEAN_DAYS_AFTER, _CARE_LEAVER, _MEAN_DAYS_AS_CARE_LEAVER = 100.0, 0.78, 800.0
_LATEST_AGE = 24
# Cases closed by mistake while the child is still looked after.
_CLOSED_TOO_EARLY = 0.02


@dataclass(slots=True)
class CareCase:
    """An episode of need around one or more stays: ``ended`` is 0 while it lasts, ``leaving`` how the last stay ended.

    ``enquiry`` is the day a section 47 enquiry began, 0 without one.
    """

    referred: int
    ended: int
    care_began: int
    leaving: Leaving
    enquiry: int = 0


@dataclass(slots=True)
class CareChild:
    """A child of the SSDA903 flows: its number there, its stays in order, and its episodes of need."""

    number: int
    date_of_birth: int
    asylum: bool
    stays: list[Stay]
    cases: list[CareCase] = field(default_factory=list)

    def looked_after_on(self, day: int) -> bool:
        """Whether SSDA903 has the child looked after at the end of a day."""
        return any(stay.start <= day and (not stay.end or stay.end > day) for stay in self.stays)


def care_children(patch: Patch, flows: Flows, seed: int) -> list[CareChild]:
    """The children of a patch's flows who stayed in care for at least a night, with their episodes of need."""
    stays: dict[int, list[Stay]] = {}
    for stay in flows.stays:
        if stay.start != stay.end:
            stays.setdefault(stay.child, []).append(stay)
    rng = np.random.default_rng(stable_seed(seed, "need", "care", patch.key))
    children = []
    for number in sorted(stays):
        its_stays = sorted(stays[number], key=lambda stay: stay.start)
        child = CareChild(number, flows.dates_of_birth[number], flows.asylum[number], its_stays)
        # The same number of draws for every stay, so that each child's are its own.
        for stay, chances in zip(its_stays, rng.random((len(its_stays), 6)).tolist(), strict=True):
            _add_stay(child, stay, chances)
        children.append(child)
    return children


def _add_stay(child: CareChild, stay: Stay, chances: list[float]) -> None:
    """Join the stay to the case that is open or was just closed, or open a case for it."""
    ended = _end(child, stay, chances)
    referred = _referral(child, stay, chances)
    if child.cases:
        case = child.cases[-1]
        if not case.ended:
            return
        # A referral within four weeks of closing is the same case taken up again.
        if case.ended + 28 > referred:
            case.ended, case.leaving = ended, stay.leaving
            return
    case = CareCase(referred, ended, stay.start, stay.leaving)
    if not child.asylum and stay.start - referred > 20 and chances[4] < 0.6:
        case.enquiry = working_days().on_or_after(referred + int(chances[5] * 15))
    child.cases.append(case)


def _referral(child: CareChild, stay: Stay, chances: list[float]) -> int:
    if child.asylum:
        return stay.start - max(0, int(chances[0] * 8) - 5)
    if chances[0] < _STRAIGHT_INTO_CARE:
        return max(child.date_of_birth - 30, stay.start - int(chances[1] * _DAYS_BEFORE))
    days = 3 + int(-_MEAN_DAYS_OF_HELP * np.log(1.0 - chances[1]))
    return max(child.date_of_birth - _BEFORE_BIRTH, stay.start - days)


def _end(child: CareChild, stay: Stay, chances: list[float]) -> int:
    end, leaving = stay.end, stay.leaving
    if chances[3] < _CLOSED_TOO_EARLY:
        return stay.start + 30 + int(chances[2] * 300)
    if not end:
        return 0
    if leaving is Leaving.ADOPTED:
        return end
    if leaving is Leaving.TRANSFERRED:
        return end + int(chances[2] * 6)
    if leaving is Leaving.EIGHTEEN:
        if chances[3] < _CARE_LEAVER:
            last = birthday(child.date_of_birth, _LATEST_AGE)
            return min(last, end + 30 + int(-_MEAN_DAYS_AS_CARE_LEAVER * np.log(1.0 - chances[2])))
        return end + int(chances[2] * 30)
    adult_on = birthday(child.date_of_birth, 18)
    return max(end, min(adult_on + 10, end + int(-_MEAN_DAYS_AFTER * np.log(1.0 - chances[2]))))
