"""Rules between fields, records and files: each is a query in sql/checks/<return>/ that returns the offending records.

A rule reads raw.checked_<record type>: the typed records of the units under check, less those set aside so far, with
year_started_on and year_ended_on. Rules that set records aside run first, in order of name, so that the others see
only what will be counted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.returns.findings import Effect, Rule, Severity
from pipeline.returns.sent_values import literal
from pipeline.returns.specification import Specification, Validity
from pipeline.returns.typed_tables import append_findings
from pipeline.stages import SQL
from pipeline.warehouse import Warehouse

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


def apply_rules(warehouse: Warehouse, specification: Specification, years: Sequence[int]) -> None:
    """Run every rule on the units that are not checked yet."""
    connection = warehouse.connection
    for name in specification.record_type_names:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE checked_{name} AS {checked_records(specification, name)}")
    rules = [rule for rule in load_rules(specification.return_name) if any(map(rule.years.holds_in, years))]
    for rule in rules:
        if rule.rule.effect is not Effect.SET_ASIDE:
            continue
        if append_findings(warehouse, specification.return_name, [_findings_of(rule, years)]):
            connection.execute(
                f"DELETE FROM temp.main.checked_{rule.record} "
                "WHERE (file_id, line) IN (SELECT file_id, line FROM new_findings)"
            )
    # Rules that keep the record do not see one another, so several share a statement.
    others = [_findings_of(rule, years) for rule in rules if rule.rule.effect is not Effect.SET_ASIDE]
    for start in range(0, len(others), RULES_IN_A_STATEMENT):
        append_findings(warehouse, specification.return_name, others[start : start + RULES_IN_A_STATEMENT])
    for name in specification.record_type_names:
        connection.execute(f"DROP TABLE temp.main.checked_{name}")


def _findings_of(rule: QueryRule, years: Sequence[int]) -> str:
    chosen = ", ".join(str(year) for year in years if rule.years.holds_in(year))
    # A copy is read where the rule says raw.checked_*, which would otherwise be worked out for every rule again.
    query = rule.query.replace("raw.checked_", "temp.main.checked_")
    return (
        f"SELECT found.file_id, found.line, {literal(rule.field)} AS field, {literal(rule.rule.name)} AS rule, "
        f"{literal(rule.rule.severity)} AS severity, {literal(rule.rule.effect)} AS effect, "
        f"{literal(rule.rule.message)} AS message FROM ({query}) AS found "
        f"JOIN raw.files AS files ON files.file_id = found.file_id AND files.collection_year IN ({chosen})"
    )


def checked_records(specification: Specification, record_type: str) -> str:
    """The SELECT of raw.checked_<record type>: typed records of units not checked yet, less those set aside."""
    return (
        "SELECT typed.*, make_date(typed.collection_year - 1, 4, 1) AS year_started_on, "
        "make_date(typed.collection_year, 3, 31) AS year_ended_on "
        f"FROM raw.typed_{record_type} AS typed "
        "JOIN raw.units AS units ON units.collection_year = typed.collection_year "
        f'AND units.la_code = typed.la_code AND units."return" = {literal(specification.return_name)} '
        "AND units.checked_as IS NULL "
        "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.line = typed.line)"
    )
