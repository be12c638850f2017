"""The public rules of a return by number, and how each is met here: sql/checks/<return>/public_rules.csv.

The numbers are those of the department's validation rules, with the first and last year of the public lists (the oldest
is of 2023, so 2023 is 2023 or earlier; without both a rule was never in force) and the severity that the list gives.
``met`` is full, meant (what the rule means is found, where its code does something else) or no; ``because`` says what
differs, or why not. Source: the rule modules of the
public validators csc-validator-be-903 0.1.17 and csc-validator-be-cin 0.1.13 (MIT), read one by one on 2026-11-29.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from pipeline.collect.rules import load_rules
from pipeline.foundation.stages import SQL
from pipeline.reference.periods import year_of

OLDEST_LIST = 2023
ACROSS = "across"


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A public rule; ``files`` and ``fields`` are what it is about, ``rules`` those of ours that meet it."""

    number: str
    first_year: int | None
    last_year: int | None
    severity: str
    files: tuple[str, ...]
    fields: tuple[str, ...]
    met: str
    rules: tuple[str, ...]
    because: str

    def holds_in(self, year: int) -> bool:
        """Whether it is in the list of a collection year; in that of years before the oldest list, if in the oldest."""
        asked = max(year_of(year), OLDEST_LIST)
        return self.first_year is not None and self.first_year <= asked <= (self.last_year or asked)


@cache
def public_rules(return_name: str) -> tuple[PublicRule, ...]:
    """Every public rule of a return, in the order of the list; none where the return has no such list."""
    path = SQL / "checks" / return_name / "public_rules.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            PublicRule(
                row["number"],
                int(row["first_year"]) if row["first_year"] else None,
                int(row["last_year"]) if row["last_year"] else None,
                row["severity"],
                tuple(row["files"].split()),
                tuple(row["fields"].split()),
                row["met"],
                tuple(row["rules"].split()),
                row["because"],
            )
            for row in csv.DictReader(file)
        )


def public_numbers(return_name: str, year: int, rule: str, field: str = "", file: str = "") -> tuple[str, ...]:
    """The numbers by which others know what a finding of ours says.

    What is found in fields of any file, as a code that is not of the year, has another number for each field;
    ``file`` is the file's usual name, where it is known.
    """
    return tuple(
        one.number
        for one in public_rules(return_name)
        if rule in one.rules
        and one.holds_in(year)
        and (not file or not one.files or file in one.files)
        and (rule in _rules_with_a_query(return_name) or field in one.fields)
    )


@cache
def _rules_with_a_query(return_name: str) -> frozenset[str]:
    folders = (return_name, f"{return_name}/{ACROSS}")
    return frozenset(rule.rule.name for folder in folders for rule in load_rules(folder))
