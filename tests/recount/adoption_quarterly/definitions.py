"""Children, orders and families as the notes of the agency-level workbook of Q4 2022-23 define them.

Each definition takes one record and a quarter and says whether it is counted, or how many days it adds to an average.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .returns import Record, day_of, first_day, last_day, months_after

Test = Callable[[Record, int, int], bool]
Days = Callable[[Record, int, int], int | None]
MINORITIES = {
    "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "CHNE", "BCRB", "BAFR", "BOTH", "OOTH",
}  # fmt: skip
ORIGINS = {
    "White": {"WBRI", "WIRI", "WIRT", "WROM", "WOTH"},
    "Mixed": {"MWBC", "MWBA", "MWAS", "MOTH"},
    "Asian or Asian British": {"AIND", "APKN", "ABAN", "AOTH", "CHNE"},
    "Black or Black British": {"BCRB", "BAFR", "BOTH"},
    "Other ethnic group": {"OOTH"},
    "Not obtained": {"NOBT"},
    "Refused": {"REFU"},
}
MALE, FEMALE = ("1", "M"), ("2", "F")


def _is_by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _is_in(day: date | None, year: int, quarter: int) -> bool:
    return day is not None and first_day(year, quarter) <= day <= last_day(year, quarter)


def happened(column: str) -> Test:
    """Whether the day of a column is one of the quarter."""
    return lambda record, year, quarter: _is_in(day_of(record, column), year, quarter)


def age_on(born: date, day: date) -> int:
    """Completed years; born on 29 February, a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def placed_on(child: Record) -> date | None:
    """The day of moving in; who lived there already, early or in foster care, is placed once it is matched."""
    moved_in, matched = day_of(child, "placed_on"), day_of(child, "matched_on")
    if "1" not in (child["early_permanence"], child["foster_carer_adoption"]):
        return moved_in
    if matched is None:
        return day_of(child, "adoption_order_on")
    return max(moved_in, matched) if moved_in else None


def is_placed(child: Record, year: int, quarter: int) -> bool:
    """Placed in the quarter."""
    return _is_in(placed_on(child), year, quarter)


def waits(child: Record, year: int, quarter: int) -> bool:
    """Decided, and neither placed nor adopted nor the decision reversed; a disrupted placement is none."""
    last, placed, disrupted = last_day(year, quarter), placed_on(child), day_of(child, "disrupted_on")
    if not _is_by(day_of(child, "adm_decision_on"), last):
        return False
    if _is_by(day_of(child, "adoption_order_on"), last) or _is_by(day_of(child, "decision_reversed_on"), last):
        return False
    ended = placed is not None and disrupted is not None and placed <= disrupted <= last
    return not _is_by(placed, last) or ended


def waits_with_order(child: Record, year: int, quarter: int) -> bool:
    """Waits, with a placement order of the quarter's last day or before."""
    return waits(child, year, quarter) and _is_by(day_of(child, "placement_order_on"), last_day(year, quarter))


def over_90_days(child: Record, year: int, quarter: int) -> bool:
    """More than 90 days after the placement order."""
    ordered = day_of(child, "placement_order_on")
    return waits_with_order(child, year, quarter) and bool(ordered) and (last_day(year, quarter) - ordered).days > 90


def over_months(months: int) -> Test:
    """More than so many months after the placement order."""

    def test(child: Record, year: int, quarter: int) -> bool:
        ordered = day_of(child, "placement_order_on")
        return bool(
            waits_with_order(child, year, quarter)
            and ordered
            and months_after(ordered, months) < last_day(year, quarter)
        )

    return test


def entry_of_waiting(child: Record) -> date | None:
    """When a child that waits with an order entered care: no day after the order can be right."""
    entered, ordered = day_of(child, "entered_care_on"), day_of(child, "placement_order_on")
    return None if entered and ordered and entered > ordered else entered


def in_care_18_months(child: Record, year: int, quarter: int) -> bool:
    """Waits with an order, and entered care 18 months ago or longer."""
    entered = entry_of_waiting(child)
    return bool(
        waits_with_order(child, year, quarter) and entered and months_after(entered, 18) <= last_day(year, quarter)
    )


def days_waiting(child: Record, year: int, quarter: int) -> int | None:
    """Days since it entered care, of a child that waits with an order."""
    entered, last = entry_of_waiting(child), last_day(year, quarter)
    if not waits_with_order(child, year, quarter) or entered is None or entered > last:
        return None
    return (last - entered).days


def days_to_moving_in(child: Record, year: int, quarter: int) -> int | None:
    """A10 of a child adopted in the quarter; none where it moved in before it entered care."""
    entered, moved_in = day_of(child, "entered_care_on"), day_of(child, "placed_on")
    if not _is_in(day_of(child, "adoption_order_on"), year, quarter) or not entered or not moved_in:
        return None
    return (moved_in - entered).days if moved_in >= entered else None


def days_to_match(child: Record, year: int, quarter: int) -> int | None:
    """A2 of a child adopted in the quarter; none where it was matched before the order."""
    ordered, matched = day_of(child, "placement_order_on"), day_of(child, "matched_on")
    if not _is_in(day_of(child, "adoption_order_on"), year, quarter) or not ordered or not matched:
        return None
    return (matched - ordered).days if matched >= ordered else None


def _age_at(child: Record, year: int, quarter: int) -> int:
    """At the end of the quarter, or at the adoption order if that was before."""
    born, adopted = day_of(child, "birth_date"), day_of(child, "adoption_order_on")
    assert born is not None
    return age_on(born, min(last_day(year, quarter), adopted or date.max))


CHARACTERISTICS: dict[str, Test] = {
    "Total": lambda *_: True,
    "Aged under 5": lambda child, year, quarter: _age_at(child, year, quarter) < 5,
    "Aged 5 and over": lambda child, year, quarter: _age_at(child, year, quarter) >= 5,
    "Female": lambda child, *_: child["sex"] in FEMALE,
    "Male": lambda child, *_: child["sex"] in MALE,
    "Ethnic minority, white minorities excluded": lambda child, *_: child["ethnicity"] in MINORITIES,
    "Disabled": lambda child, *_: child["disabled"] == "1",
    "Part of a sibling group": lambda child, *_: bool(child["sibling_group_id"]),
    "Harder to place": lambda child, year, quarter: (
        _age_at(child, year, quarter) >= 5
        or child["ethnicity"] in MINORITIES
        or child["disabled"] == "1"
        or bool(child["sibling_group_id"])
    ),
}
"""Of a child that waits at the end of a quarter, or was adopted in it."""
FAMILY_FINDING = {
    "Family finding is under way": "1",
    "None: the order is appealed against or its revocation sought": "2",
    "None: a family is found and not matched yet": "3",
    "None: another reason": "4",
    "Not given": "",
}
PROVIDERS = {
    "Own provision": "PR1",
    "Another local authority or a regional agency": "PR2",
    "Voluntary adoption agency": "PR5",
    "Not given": "",
}


def left_after_approval(family: Record, year: int, quarter: int) -> bool:
    """Left in the quarter, having been approved."""
    left, approved = day_of(family, "left_on"), day_of(family, "approved_on")
    return _is_in(left, year, quarter) and _is_by(approved, left or date.max)


def _is_there(family: Record, last: date) -> bool:
    return not _is_by(day_of(family, "left_on"), last) and not _is_by(day_of(family, "matched_on"), last)


def not_approved_yet(family: Record, year: int, quarter: int) -> bool:
    """Registered and not approved by the quarter's end."""
    last = last_day(year, quarter)
    registered, approved = day_of(family, "registered_on"), day_of(family, "approved_on")
    return _is_there(family, last) and _is_by(registered, last) and not _is_by(approved, last)


def waits_for_a_match(family: Record, year: int, quarter: int) -> bool:
    """Approved and not matched by the quarter's end."""
    last = last_day(year, quarter)
    return _is_there(family, last) and _is_by(day_of(family, "approved_on"), last)


def time_taken(event: str, since: str, months: int, answer: str) -> Test:
    """Whether an event of the quarter came within so many months of another, after them, or nothing is known."""

    def test(family: Record, year: int, quarter: int) -> bool:
        day, begun = day_of(family, event), day_of(family, since)
        if day is None or not _is_in(day, year, quarter):
            return False
        if begun is None or begun > day:
            return answer == "not known"
        return answer == ("within" if day <= months_after(begun, months) else "after")

    return test


def age_at_order(order: Record) -> int:
    """Completed years on the day of the order."""
    born, made = day_of(order, "birth_date"), day_of(order, "sgo_on")
    assert born is not None and made is not None
    return age_on(born, made)


def guardians(order: Record) -> list[int | None]:
    """The ages of the guardians of an order: of the first also where it is not given."""
    first, second = order["guardian_1_age"], order["guardian_2_age"]
    return [int(first) if first else None, *([int(second)] if second else [])]


def _band(least: int, end: int) -> Callable[[int | None], bool]:
    return lambda age: age is not None and least <= age < end


GUARDIAN_AGES: dict[str, Callable[[int | None], bool]] = {
    "Total": lambda _: True,
    "18 to 19": _band(18, 20),
    "20 to 29": _band(20, 30),
    "30 to 39": _band(30, 40),
    "40 to 49": _band(40, 50),
    "50 to 59": _band(50, 60),
    "60 and over": _band(60, 200),
    "Not known": lambda age: age is None,
}
_AGES = {"Under 1": (0, 1), "1 to 4": (1, 5), "5 to 9": (5, 10), "10 to 15": (10, 16), "16 and over": (16, 200)}
_RELATIONSHIPS = {
    "Grandparent": "1", "Other relative": "2", "Friend or other known person": "3", "Former foster carer": "4",
    "Other": "5", "Relationship not known": "",
}  # fmt: skip
_GROUPS = {
    "No siblings": (1, 2), "Sibling group of 2": (2, 3), "Sibling group of 3": (3, 4), "Sibling group of 4": (4, 5),
    "Sibling group of 5 or more": (5, 99),
}  # fmt: skip


def is_order_of(breakdown: str, label: str) -> Callable[[Record], bool]:
    """Whether an order is one of a characteristic of its child, guardian or itself."""
    match breakdown:
        case "Total":
            return lambda _: True
        case "Relationship of guardian":
            return lambda order: order["guardian_relationship"] == _RELATIONSHIPS[label]
        case "Age at order":
            return lambda order: _AGES[label][0] <= age_at_order(order) < _AGES[label][1]
        case "Gender":
            codes = {"Male": MALE, "Female": FEMALE, "Gender not known": ("", "U")}[label]
            return lambda order: order["sex"] in codes
        case "Disability":
            return lambda order: order["disabled"] == "1"
        case "Ethnic origin":
            return lambda order: order["ethnicity"] in ORIGINS[label]
        case "Sibling group" if label == "Siblings not known":
            return lambda order: not order["siblings_in_group"]
        case "Sibling group":
            return lambda order: (
                bool(order["siblings_in_group"])
                and _GROUPS[label][0] <= int(order["siblings_in_group"]) < _GROUPS[label][1]
            )
        case "Earlier decision":
            return lambda order: order["previous_adm_decision"] == "1"
        case "Supervision order":
            return lambda order: order["supervision_order"] == "1"
    raise KeyError(breakdown)
