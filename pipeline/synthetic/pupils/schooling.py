"""The school life of one child: enrolments with their days, special needs, and what makes the child hard to find.

Chances are set so that England is as published for 2024 (DfE, Stability measures): 11 in 100 of those matched move
school in a year, 8 mid-year; mid-year 11 of those in primary schools, 7 in secondary schools, 2 in special schools.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from pipeline.synthetic.country.days import birthday, ordinal
from pipeline.synthetic.country.draws import Draw, between
from pipeline.synthetic.pupils.schools import ALTERNATIVE, PRIMARY, SECONDARY, SPECIAL, School

_STARTS_AT, _SECONDARY_AT, _SIXTH_FORM_AT, _LEAVES_AT = 4, 11, 16, 18
_IN_NO_CENSUS, _OTHER_BIRTH_DATE, _NEW_NUMBER = 0.06, 0.007, 0.015
_IN_SPECIAL_SCHOOL, _IN_ALTERNATIVE, _STAYS_ON = 0.13, 0.02, 0.45
# Of a year in care: a move in the months that count as mid-year, and one in August or September, by kind of school.
_MOVES_MID_YEAR = {PRIMARY: 0.125, SECONDARY: 0.088, SPECIAL: 0.02, ALTERNATIVE: 0.2}
_MOVES_IN_SUMMER = {PRIMARY: 0.042, SECONDARY: 0.034, SPECIAL: 0.012, ALTERNATIVE: 0.03}
_OUT_OF_CARE = 0.3
_IN_ANOTHER_AUTHORITY, _WITHOUT_SCHOOL = 0.2, 0.12
_MONTHS_MID_YEAR = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
_SEN = Draw({"N": 0.44, "K": 0.27, "E": 0.29})
_NEED = Draw(
    {"SEMH": 0.42, "SLCN": 0.14, "MLD": 0.14, "ASD": 0.1, "SPLD": 0.07, "SLD": 0.04, "OTH": 0.03, "NSA": 0.02,
     "PD": 0.015, "PMLD": 0.01, "HI": 0.008, "VI": 0.006, "MSI": 0.001}
)  # fmt: skip

Pick = Callable[[Random, str, School | None], School]
"""Draws a school of a kind, near the one that is left or anywhere."""


@dataclass(slots=True)
class Enrolment:
    """A time at one school; ``left`` is 0 while it lasts."""

    school: School
    entered: int
    left: int = 0


@dataclass(slots=True)
class Schooling:
    """A child's enrolments in order, and how the censuses give the child.

    ``new_number_on`` is the day from which records have another unique pupil number (0: never), ``days_off`` how far
    their date of birth is from the right one.
    """

    sen: str
    need: str
    new_number_on: int
    days_off: int
    enrolments: list[Enrolment] = field(default_factory=list)

    def moves(self) -> list[int]:
        """The days on which the child came to another school, or to one from none, but for the ends of phases."""
        found = []
        for before, now in zip([None, *self.enrolments], self.enrolments, strict=False):
            is_end = before is not None and before.school.kind != now.school.kind == SECONDARY
            if now.entered and not (is_end and date.fromordinal(now.entered).month in (8, 9)):
                found.append(now.entered)
        return found


def school_life(
    rng: Random, born: int, care: Sequence[tuple[int, int]], until: int, pick: Pick, *, asylum: bool
) -> Schooling | None:
    """The school life up to a day, or None of who is in no census; ``care`` are periods of care, without an end 0."""
    if rng.random() < _IN_NO_CENSUS:
        return None
    sen = _SEN.pick(rng)
    is_special = not asylum and rng.random() < _IN_SPECIAL_SCHOOL
    life = Schooling(
        "E" if is_special else sen,
        "" if sen == "N" and not is_special else _NEED.pick(rng),
        between(rng, born + 6 * 365, born + 16 * 365) if rng.random() < _NEW_NUMBER else 0,
        1 if rng.random() < _OTHER_BIRTH_DATE else 0,
    )
    starts = _september_after(born, _STARTS_AT)
    # Of those who sought asylum alone hardly anybody is found to have moved: who is in a census was so before care.
    arrived = care[0][0] - between(rng, 20, 120) if asylum and care else 0
    stays_on = rng.random() < _STAYS_ON
    leaves = _september_after(born, _LEAVES_AT if stays_on else _SIXTH_FORM_AT) - 45
    ends, secondary_from = min(until, leaves), _september_after(born, _SECONDARY_AT)
    current: Enrolment | None = None
    for year in range(date.fromordinal(starts).year, date.fromordinal(ends).year + 1):
        opening = ordinal(year, 9, between(rng, 2, 8))
        kind = _kind(rng, opening >= secondary_from, is_special=is_special)
        if arrived and opening < arrived:
            # Who came to England later has no school before.
            if arrived < ordinal(year + 1, 7, 1) and arrived < leaves:
                current = _enrol(life, pick(rng, kind, None), arrived)
            continue
        if opening >= ends:
            break
        moves_up = current is not None and current.school.kind == PRIMARY and kind == SECONDARY
        if current is None:
            current = _enrol(life, pick(rng, kind, None), opening)
        elif moves_up or _happens(rng, _MOVES_IN_SUMMER[kind], care, opening):
            current.left = opening - 45
            current = _enrol(life, pick(rng, kind, current.school), opening)
        for month in _MONTHS_MID_YEAR:
            day = ordinal(year + (month < 9), month, between(rng, 1, 28))
            if day >= ends:
                break
            if _happens(rng, _MOVES_MID_YEAR[current.school.kind] / len(_MONTHS_MID_YEAR), care, day):
                current.left = max(day - 1, current.entered)
                gap = between(rng, 30, 120) if rng.random() < _WITHOUT_SCHOOL else 1
                if current.left + gap >= ends:
                    break
                current = _enrol(life, pick(rng, kind, current.school), current.left + gap)
    if current is not None and not current.left and leaves <= until:
        current.left = max(leaves, current.entered)
    return life


def _enrol(life: Schooling, school: School, day: int) -> Enrolment:
    life.enrolments.append(Enrolment(school, day))
    return life.enrolments[-1]


def _kind(rng: Random, is_older: bool, *, is_special: bool) -> str:
    if is_special:
        return SPECIAL
    return (ALTERNATIVE if rng.random() < _IN_ALTERNATIVE else SECONDARY) if is_older else PRIMARY


def _september_after(born: int, age: int) -> int:
    """1 September of the academic year that begins after the birthday, which may be on that day's eve."""
    reached = date.fromordinal(birthday(born, age))
    return ordinal(reached.year if (reached.month, reached.day) <= (8, 31) else reached.year + 1, 9, 1)


def _happens(rng: Random, chance: float, care: Sequence[tuple[int, int]], day: int) -> bool:
    """Whether a move that has this chance in care falls on a day."""
    drawn = rng.random()
    # Mostly it does not, in care or out of it, and the periods of care need no look.
    return drawn < chance and drawn < chance * _share(care, day)


def _share(care: Sequence[tuple[int, int]], day: int) -> float:
    return 1.0 if any(start <= day and (not end or day < end) for start, end in care) else _OUT_OF_CARE


def picker(own: dict[str, list[School]], every: Sequence[dict[str, list[School]]]) -> Pick:
    """Draws schools for the children of a patch: mostly its own, sometimes another's, never the one that is left."""

    def pick(rng: Random, kind: str, left: School | None) -> School:
        among = every[int(rng.random() * len(every))] if rng.random() < _IN_ANOTHER_AUTHORITY else own
        schools = among[kind]
        place = int(rng.random() * len(schools))
        if schools[place] is left:
            schools = (own if among is not own else every[int(rng.random() * len(every))])[kind]
            place = int(rng.random() * len(schools))
        return schools[place]

    return pick
