"""What a sender writes of its children, orders and families in one quarter: whoever was there in the year so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.collect.specification import load_specification
from pipeline.reference.periods import Period
from pipeline.synthetic.adoption_quarterly.lives import Child, Family, Order
from pipeline.synthetic.adoption_quarterly.senders import RETURN

Row = tuple[str, ...]
FILES = {
    "children": "adoption_children",
    "sgo": "special_guardianship_orders",
    "adopters": "adoptive_families",
    "enquiries": "adoption_enquiries",
}
"""The files by their usual names, each with the record type whose columns it has."""


def heading(file: str) -> Row:
    """The columns of a file, in the order of the specification."""
    fields = load_specification(RETURN).content["record_types"][FILES[file]]["fields"]
    return tuple(str(field["name"]).lower() for field in fields)


def as_csv(file: str, rows: Iterable[Row]) -> str:
    """The text of a file. No value of a synthetic return has a comma or a quotation mark in it."""
    return "".join(",".join(row) + "\n" for row in (heading(file), *rows))


def children_rows(code: str, children: Sequence[Child], quarter: Period) -> list[Row]:
    """Children decided by the quarter's end who were not adopted or reversed before the year began."""
    return [
        _child_row(code, child, quarter.last_day) for child in children if is_in_return(child.decided, child, quarter)
    ]


def is_in_return(begun: date, one: Child | Family, quarter: Period) -> bool:
    """Whether somebody is in the return of a quarter: begun by its end, and not ended before the year began.

    What is sent late is not in the return of the quarter in which it began.
    """
    year_began = Period(quarter.year, 1).first_day
    is_late = isinstance(one, Child) and one.late and quarter.first_day <= begun
    return begun <= quarter.last_day and not is_late and (one.ended is None or one.ended >= year_began)


def _child_row(code: str, child: Child, last: date) -> Row:
    is_waiting = child.ordered is not None and child.ordered <= last and not _has(child.moved_in, last)
    return (
        code, f"C{child.number:05}", child.born.isoformat(), child.sex, child.ethnicity, _flag(child.is_disabled),
        child.sibling_group, child.entered_care.isoformat(), _text(child.decided, last), _text(child.ordered, last),
        _text(child.matched, last), _text(child.moved_in, last), child.provider if _has(child.moved_in, last) else "",
        "SC000001" if _has(child.moved_in, last) else "", _flag(child.is_early), _flag(child.is_by_carer),
        _text(child.adopted, last), _text(child.reversed, last), "1" if _has(child.reversed, last) else "",
        _text(child.disrupted, last), child.family_finding if is_waiting else "",
    )  # fmt: skip


def orders_rows(code: str, orders: Sequence[Order], quarter: Period) -> list[Row]:
    """The orders made in the year so far."""
    first = Period(quarter.year, 1).first_day
    return [
        (
            code, f"G{order.number:05}", order.made.isoformat(), order.born.isoformat(), order.sex, order.ethnicity,
            _flag(order.is_disabled), str(order.siblings), order.relationship, order.first_age, order.second_age,
            _flag(order.had_decision), _flag(order.is_supervised),
        )
        for order in orders
        if first <= order.made <= quarter.last_day
    ]  # fmt: skip


def families_rows(code: str, families: Sequence[Family], quarter: Period) -> list[Row]:
    """Families registered by the quarter's end who did not adopt or leave before the year began."""
    last = quarter.last_day
    return [
        (
            code, f"A{family.number:05}", str(family.adopters), family.registered.isoformat(),
            _text(family.second_stage, last), _text(family.approved, last), "0", "0", _text(family.matched, last),
            _text(family.placed, last), _text(family.adopted, last), _text(family.left, last),
            "1" if _has(family.left, last) else "", "", "1",
        )
        for family in families
        if is_in_return(family.registered, family, quarter)
    ]  # fmt: skip


def _has(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _text(day: date | None, last: date) -> str:
    return day.isoformat() if day is not None and day <= last else ""


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"
