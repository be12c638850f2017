"""Defects planted in quarterly returns at known places: each is named by the rule that has to find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from pipeline.reference.periods import Period
from pipeline.synthetic.adoption_quarterly.documents import Row, heading
from pipeline.synthetic.adoption_quarterly.ledger import Planted

_AT = {name: place for place, name in enumerate(heading("children"))}
Change = Callable[[list[str], Period], None]


def _set(field: str, value: Callable[[Period], str]) -> Change:
    def change(row: list[str], quarter: Period) -> None:
        row[_AT[field]] = value(quarter)

    return change


def _day_after(quarter: Period) -> str:
    return (quarter.last_day + timedelta(days=1)).isoformat()


KINDS: dict[str, tuple[str, Change]] = {
    "child_of_another_agency": ("agency_code", _set("agency_code", lambda _: "999")),
    "identical_record": ("child_id", lambda _row, _quarter: None),
    "child_born_after_quarter": ("birth_date", _set("birth_date", _day_after)),
    "child_event_after_quarter": ("adm_decision_on", _set("adoption_order_on", _day_after)),
    "code_not_of_the_year": ("ethnicity", _set("ethnicity", lambda _: "XXXX")),
    "date_not_read": ("entered_care_on", _set("entered_care_on", lambda _: "31/02/2022")),
    "disrupted_before_placed": ("disrupted_on", _set("disrupted_on", lambda _: "2001-01-01")),
}
"""The rule that finds each defect, its field, and how the first child of a return gets it (or comes twice)."""


def plant(kind: str, code: str, rows: Sequence[Row], quarter: Period, path: str) -> tuple[list[Row], Planted]:
    """The rows of a children file with the defect in them, and where it is; a return needs two children."""
    field, change = KINDS[kind]
    first, *others = rows
    if kind == "identical_record":
        # The line after the last, below that of the headings.
        return [*rows, first], Planted(str(quarter), code, kind, path, len(rows) + 2, field)
    row = list(first)
    change(row, quarter)
    return [tuple(row), *others], Planted(str(quarter), code, kind, path, 2, field)
