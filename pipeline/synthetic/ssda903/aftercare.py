"""Care leavers (OC3): young people who left at 16 or over, around the birthdays at which they are followed up.

LAIT 2024, ages 19 to 21: 54 per cent in education, employment or training, 6 in higher education, 39 not; suitable
accommodation 88 per cent; not in touch 5 per cent; staying put about a third of those who left foster care at 18.
"""

from __future__ import annotations

from random import Random

from pipeline.synthetic.children.stays import Leaving, Stay
from pipeline.synthetic.country.days import birthday, first_day, last_day, text
from pipeline.synthetic.country.draws import Draw

# Looked after for 13 weeks since the fourteenth birthday, some of it at sixteen or seventeen.
_WEEKS_IN_CARE = 13
# Those of 22 and over are followed up only when they ask for support.
_ASKS_FOR_SUPPORT = 0.30

_CONTACT = Draw({"YES": 0.925, "NO": 0.042, "REFU": 0.010, "NREQ": 0.009, "RHOM": 0.010, "DIED": 0.004})
_ACTIVITY = Draw(
    {"F1": 0.055, "P1": 0.003, "F2": 0.185, "P2": 0.02, "F4": 0.035, "P4": 0.004, "F5": 0.205, "P5": 0.065, "G4": 0.125,
     "G5": 0.230, "G6": 0.065, "0": 0.008}
)  # fmt: skip
_ACTIVITY_UNTIL_2021 = Draw(
    {"F1": 0.06, "P1": 0.003, "F2": 0.185, "P2": 0.015, "F3": 0.20, "P3": 0.045, "G4": 0.10, "G5": 0.265, "G6": 0.065,
     "0": 0.02}
)  # fmt: skip
_ACCOMMODATION = Draw(
    {"B1": 0.115, "B2": 0.003, "C1": 0.022, "C2": 0.001, "D1": 0.115, "D2": 0.003, "E1": 0.095, "E2": 0.003,
     "G2": 0.002, "H1": 0.001, "H2": 0.001, "K1": 0.012, "K2": 0.003, "R1": 0.003, "R2": 0.003, "S2": 0.011,
     "T1": 0.035, "T2": 0.001, "U1": 0.480, "U2": 0.007, "V1": 0.006, "V2": 0.002, "W1": 0.003, "W2": 0.004,
     "X2": 0.027, "Y1": 0.028, "Y2": 0.006, "Z1": 0.008, "0": 0.006}
)  # fmt: skip
# With the former foster carer, of those who left foster care on the eighteenth birthday (about six in ten at first).
_STAYING_PUT = {18: 0.60, 19: 0.38, 20: 0.29}


def ages_followed_up(year: int) -> range:
    """Birthdays around which care leavers are reported: 19 to 21, 17 to 21 from 2016, 17 to 25 from 2023."""
    if year < 2016:
        return range(19, 22)
    return range(17, 26 if year >= 2023 else 22)


def is_care_leaver(date_of_birth: int, stays: list[Stay]) -> bool:
    """Whether a young person's last time in care, at sixteen or over, makes her a care leaver."""
    last = stays[-1]
    if not last.end or last.leaving in (Leaving.ADOPTED, Leaving.TRANSFERRED, Leaving.WITHIN_THE_DAY):
        return False
    if last.end - date_of_birth < 16 * 365.25:
        return False
    fourteen = birthday(date_of_birth, 14)
    days = sum(max(0, stay.end - max(stay.start, fourteen)) for stay in stays)
    return days >= _WEEKS_IN_CARE * 7


def follow_up_age(date_of_birth: int, year: int) -> int:
    """The birthday in the year around which a young person is followed up; 0 for none."""
    return next((age for age in ages_followed_up(year) if _is_birthday_in(date_of_birth, age, year)), 0)


def may_stay_put(age: int, last: Stay) -> bool:
    """Whether a young person of that age may live on with foster carers: care ended on the eighteenth birthday."""
    return age in _STAYING_PUT and last.leaving is Leaving.EIGHTEEN


def follow_up_row(
    rng: Random, identifier: str, date_of_birth: int, left: int, year: int, *, asks: float, left_foster_care: bool
) -> str | None:
    """The young person's OC3 row of a year, or None; ``asks`` is a number in [0, 1) that stays hers for good.

    ``left_foster_care``: care ended on the eighteenth birthday in a foster placement, where she may have stayed.
    """
    age = follow_up_age(date_of_birth, year)
    if not age or birthday(date_of_birth, age) < left or (age >= 22 and asks >= _ASKS_FOR_SUPPORT):
        return None
    contact = _CONTACT.pick(rng)
    activity = accommodation = "0"
    if contact == "YES" or (contact in ("REFU", "NREQ") and rng.random() < 0.3):
        activity = (_ACTIVITY if year >= 2022 else _ACTIVITY_UNTIL_2021).pick(rng)
        accommodation = _ACCOMMODATION.pick(rng)
        # Who has moved out does not come back: the same number is held against a share that falls with age.
        if left_foster_care and asks < _STAYING_PUT.get(age, 0.0):
            accommodation = "Z1"
    return f"{identifier},{text(date_of_birth)},{contact},{activity},{accommodation}"


def _is_birthday_in(date_of_birth: int, age: int, year: int) -> bool:
    # A rough count first: ten birthdays are looked at for each of many young people.
    rough = date_of_birth + int(age * 365.25)
    if rough < first_day(year) - 2 or rough > last_day(year) + 2:
        return False
    return first_day(year) <= birthday(date_of_birth, age) <= last_day(year)
