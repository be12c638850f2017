"""Rules between fields, records and files: queries and conditions in sql/checks/<return>/ that find offending records.

A query is a file of its own. It reads raw.checked_<record type>: the typed records of the units under check, less those
set aside so far, with year_started_on and year_ended_on. Rules that set records aside run first, in order of name, so
that the others see only what will be counted.

Most rules keep the record and are a condition on a record beside what the return says of the same child. These are
declared in sql/checks/<return>/*.yaml, those that differ in a parameter once, on tables that joined/ beside them makes
(see joined_records.py).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.collect.findings import Effect, Rule, Severity
from pipeline.collect.joined_records import Joined, RuleFileError, load_joined
from pipeline.collect.record_types import Validity
from pipeline.collect.rules_declared import Declared, declared_rules
from pipeline.foundation.stages import SQL

HEADING = re.compile(r"^-- (\w+): (.+)$")
RULES_IN_A_STATEMENT = 8
OF_ONE_RECORD = re.compile(r"SELECT file_id, (?:line|element)\s+FROM raw\.checked_(\w+)\s+WHERE\s+(.+)", re.DOTALL)
SEVERAL_ROWS = re.compile(r"\b(?:SELECT|OVER|GROUP|LIMIT|QUALIFY|UNION)\b", re.IGNORECASE)
NEEDED = ("rule", "record", "field", "severity", "effect", "message")


@dataclass(frozen=True, slots=True)
class QueryRule:
    """A rule with its query; ``finds`` says what the query returns, ``record`` the record type it reads.

    One that is declared has the ``condition`` on a row of ``joined`` of which the query is made.
    """

    rule: Rule
    finds: str
    record: str
    field: str
    years: Validity
    query: str
    joined: Joined | None = None
    condition: str = ""

    @property
    def of_one_record(self) -> tuple[str, str] | None:
        """The table after raw.checked_ and the condition, of a query that asks of each record by itself; else None."""
        found = OF_ONE_RECORD.fullmatch(self.query)
        return None if found is None or SEVERAL_ROWS.search(found[2]) else (found[1], found[2])

    @property
    def reads_several(self) -> bool:
        """Whether the rule compares files with one another."""
        if self.joined is not None:
            return len({self.record, *(read.partition(".")[0] for read in self.joined.beside(self.condition))}) > 1
        return len(set(re.findall(r"raw\.checked_(\w+)", self.query))) > 1


@cache
def load_rules(return_name: str) -> tuple[QueryRule, ...]:
    """The rules of a return in the order in which they run. Raises RuleFileError on a faulty file."""
    rules = [parse_rule(path.stem, path.read_text(encoding="utf-8")) for path in _rule_files(return_name)]
    rules += _conditions(return_name)
    names = [rule.rule.name for rule in rules]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise RuleFileError(f"sql/checks/{return_name}: several rules are called {', '.join(repeated)}.")
    return tuple(sorted(rules, key=lambda rule: (rule.rule.effect is not Effect.SET_ASIDE, rule.rule.name)))


def _rule_files(return_name: str) -> list[Path]:
    return sorted((SQL / "checks" / return_name).glob("*.sql"))


def _conditions(return_name: str) -> Iterator[QueryRule]:
    folder = SQL / "checks" / return_name
    tables = {joined.name: joined for joined in load_joined(folder)}
    for one in declared_rules(folder):
        joined = tables.get(one.joined)
        if joined is None:
            raise RuleFileError(f"{one.path}: {one.name} is on {one.joined}, which {folder.name}/joined does not make.")
        yield _condition(one, joined)


def _condition(one: Declared, joined: Joined) -> QueryRule:
    return QueryRule(
        Rule(one.name, Severity(one.severity), Effect.KEPT, one.message),
        one.finds,
        joined.record,
        one.field,
        one.years,
        f"SELECT {', '.join(joined.keys)} FROM raw.joined_{joined.name} WHERE {one.condition}",
        joined,
        one.condition,
    )


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
    folder = SQL / "checks" / return_name
    for path in (*_rule_files(return_name), *sorted(folder.glob("*.yaml")), *sorted(folder.glob("joined/*.sql"))):
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()
