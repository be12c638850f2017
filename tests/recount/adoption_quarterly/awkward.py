"""Quarterly adoption returns of awkward records: days at the edges of quarters, in any order, and values left blank.

Each quarter's return tells another story than the one before it, so that whoever reads the wrong one is found.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from .returns import ENGLAND, QUARTERS, Record, Senders, first_day, last_day, months_after

ETHNICITIES = ("WBRI", "WIRT", "WROM", "WOTH", "MWBC", "MOTH", "AIND", "CHNE", "BAFR", "OOTH", "REFU", "NOBT")
BIRTHDAYS = (date(2016, 2, 29), date(2017, 3, 31), date(2018, 3, 31), date(2018, 4, 1), date(2022, 3, 31))
MONTHS = (3, 6, 12, 18)


class AwkwardReturns:
    """Makes the records of senders; the same seed makes the same."""

    def __init__(self, seed: int, year: int) -> None:
        self._draws, self._year = Random(seed), year
        edges = [day(year, quarter) for quarter in QUARTERS for day in (first_day, last_day)]
        before = [months_after(edge, -months) for edge in edges for months in MONTHS]
        near = [edge + timedelta(days=days) for edge in (*edges, *before) for days in (-1, 0, 1)]
        near += [last_day(year, quarter) - timedelta(days=days) for quarter in QUARTERS for days in (89, 90, 91)]
        self._days = sorted({day for day in near if day <= edges[-1]})

    def _day(self, share: float) -> str:
        return self._draws.choice(self._days).isoformat() if self._draws.random() < share else ""

    def _flag(self, share: float = 0.3) -> str:
        return self._draws.choice(("0", "")) if self._draws.random() >= share else "1"

    def _child(self, code: str, number: int) -> Record:
        """The days are in order for half of the children, at random for the rest."""
        days = [self._day(share) for share in (0.95, 0.95, 0.9, 0.6, 0.6, 0.4)]
        if self._draws.random() < 0.5:
            given = iter(sorted(day for day in days if day))
            days = [next(given) if day else "" for day in days]
        entered, decided, ordered, matched, placed, adopted = days
        return {
            "agency_code": code,
            "child_id": f"C{number}",
            "birth_date": self._draws.choice(BIRTHDAYS).isoformat(),
            "sex": self._draws.choice(("1", "2", "M", "F")),
            "ethnicity": self._draws.choice(ETHNICITIES),
            "disabled": self._flag(),
            "sibling_group_id": self._draws.choice(("", "S1")),
            "entered_care_on": entered,
            "adm_decision_on": decided,
            "placement_order_on": ordered,
            "matched_on": matched,
            "placed_on": placed,
            "placement_provider": self._draws.choice(("PR1", "PR2", "PR5", "")),
            "placement_urn": "",
            "early_permanence": self._flag(),
            "foster_carer_adoption": self._flag(0.1),
            "adoption_order_on": adopted,
            "decision_reversed_on": self._day(0.1),
            "reversal_reason": "",
            "disrupted_on": self._day(0.2),
            "family_finding": self._draws.choice(("1", "2", "3", "4", "")),
        }

    def _order(self, code: str, number: int) -> Record:
        made = date.fromisoformat(self._day(1))
        born = months_after(made, -12 * self._draws.choice((0, 1, 5, 10, 16)))
        return {
            "agency_code": code,
            "child_id": f"G{number}",
            "sgo_on": made.isoformat(),
            "birth_date": (born + timedelta(days=self._draws.choice((-1, 0, 1)) if born < made else 0)).isoformat(),
            "sex": self._draws.choice(("1", "2", "M", "F", "U")),
            "ethnicity": self._draws.choice(ETHNICITIES),
            "disabled": self._flag(),
            "siblings_in_group": self._draws.choice(("", "1", "2", "3", "4", "5", "9")),
            "guardian_relationship": self._draws.choice(("1", "2", "3", "4", "5", "")),
            "guardian_1_age": self._draws.choice(
                ("18", "19", "20", "29", "30", "39", "40", "49", "50", "59", "60", "")
            ),
            "guardian_2_age": self._draws.choice(("", "", "19", "60", "90")),
            "previous_adm_decision": self._flag(),
            "supervision_order": self._flag(),
        }

    def _family(self, code: str, number: int) -> Record:
        registered, approved, matched, placed, adopted, left = (
            self._day(share) for share in (0.9, 0.7, 0.5, 0.4, 0.3, 0.2)
        )
        return {
            "agency_code": code,
            "family_id": f"A{number}",
            "adopters": "2",
            "registered_on": registered,
            "stage2_on": "",
            "approved_on": approved,
            "fast_track": "0",
            "ffa_approved": "0",
            "matched_on": matched,
            "placed_on": placed,
            "adoption_order_on": adopted,
            "left_on": left,
            "left_reason": "",
            "disrupted_on": "",
            "children_approved_for": "1",
        }

    def write(self, returns: Path, senders: Senders, records: int, not_sent: Iterable[tuple[int, str]] = ()) -> None:
        """Write every quarter's return of everybody, but for those ``not_sent``."""
        left_out = set(not_sent)
        for quarter in QUARTERS:
            for code in sorted({*senders.of_children[ENGLAND], *senders.of_families[ENGLAND]}):
                if (quarter, code) in left_out:
                    continue
                made: dict[str, list[Record]] = {}
                numbers = range(records)
                if code in senders.of_children[ENGLAND]:
                    made["children"] = [self._child(code, number) for number in numbers]
                    made["sgo"] = [self._order(code, number) for number in numbers]
                if code in senders.of_families[ENGLAND]:
                    made["adopters"] = [self._family(code, number) for number in numbers]
                    made["enquiries"] = [{"agency_code": code, "enquiries": str(self._draws.randrange(40))}]
                folder = returns / "adoption_quarterly" / f"{self._year - 1}-{self._year % 100}" / f"Q{quarter}" / code
                folder.mkdir(parents=True)
                for name, rows in made.items():
                    _write(folder / f"{name}.csv", rows)


def _write(path: Path, rows: list[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
