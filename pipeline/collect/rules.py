"""Rules between fields, records and files: each is a query in sql/checks/<return>/ that returns the offending records.

A rule reads raw.checked_<record type>: the typed records of the units under check, less those set aside so far, with
year_started_on and year_ended_on. Rules that set records aside run first, in order of name, so that the others see
only what will be counted.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.collect.findings import Effect, Rule, Severity
from pipeline.collect.record_types import Validity
from pipeline.foundation.stages import SQL

HEADING = re.compile(r"^-- (\w+): (.+)$")
RULES_IN_A_STATEMENT = 8
NEEDED = ("rule", "record", "field", "severity", "effect", "message")


class RuleFileError(ValueError):
    """A rule's file lacks a heading line or contradicts its name."""


@dataclass(frozen=True, slots=True)
class QueryRule:
    """A rule with its query; ``finds`` says what the query returns, ``record`` the record type it reads."""

    rule: Rule
    finds: str
    record: str
    field: str
    years: Validity
    query: str

    @property
    def reads_several(self) -> bool:
        """Whether the rule compares files with one another."""
        return len(set(re.findall(r"raw\.checked_(\w+)", self.query))) > 1


@cache
def load_rules(return_name: str) -> tuple[QueryRule, ...]:
    """The rules of a return in the order in which they run. Raises RuleFileError on a faulty file."""
    rules = [parse_rule(path.stem, path.read_text(encoding="utf-8")) for path in _rule_files(return_name)]
    return tuple(sorted(rules, key=lambda rule: (rule.rule.effect is not Effect.SET_ASIDE, rule.rule.name)))


def _rule_files(return_name: str) -> list[Path]:
    return sorted((SQL / "checks" / return_name).glob("*.sql"))


def parse_rule(name: str, text: str) -> QueryRule:
    """One rule from its file's text."""
    lines = text.splitlines()
    headings: dict[str, str] = {}
    for line in lines:
        match = HEADING.match(line)
        if match:
            headings[match.group(1)] = match.group(2).strip()
    lacking = [heading for heading in NEEDED if heading not in headings]
    if lacking or headings["rule"] != name:
        raise RuleFileError(f"{name}.sql: needs the headings {', '.join(NEEDED)}, and rule must be the file's name")
    first, _, last = headings.get("years", "-").partition("-")
    return QueryRule(
        rule=Rule(name, Severity(headings["severity"]), Effect(headings["effect"]), headings["message"]),
        finds=lines[0].removeprefix("-- "),
        record=headings["record"],
        field=headings["field"],
        years=Validity(int(first or 0), int(last or 9999), "years of the rule"),
        query="\n".join(line for line in lines if not line.startswith("--")).strip(),
    )


@cache
def rules_digest(return_name: str) -> str:
    """Changes when a rule changes."""
    digest = hashlib.sha256()
    for path in _rule_files(return_name):
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()
