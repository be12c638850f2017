"""Findings name a cause once and not what follows from it: where a rule is silent, since what it reads was lost.

A field that could not be read is emptied and a record that cannot be used is set aside, each with a finding. A rule
that keeps its record says nothing of a record in which a field that it reads was emptied. A rule that compares records
says nothing of a child of whom such a field was emptied or such a record set aside: what it has to say holds once the
cause is corrected, and is said then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.collect.findings import Effect
from pipeline.collect.rules import QueryRule, load_rules
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import load_specification

# The table that each return's rules fill: a record of a child in doubt, what was lost, and whether from that record.
IN_DOUBT = "temp.main.in_doubt"
# Records set aside for another one that is kept: nothing is lost with them.
KEPT_IN_ANOTHER = (
    *("identical_record", "child_repeated", "record_repeated", "record_blank"),
    *("episode_start_repeated", "referral_identical"),
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a rule reads: columns as ``<record type>.<column>``, record types, and whether it compares records."""

    columns: tuple[str, ...]
    record_types: tuple[str, ...]
    compares: bool


def needs_of(rule: QueryRule, columns: Mapping[str, Sequence[str]]) -> Needs:
    """What the rule's query reads; ``columns`` are those of each record type, as in raw.checked_<record type>."""
    if rule.joined is not None:
        beside = rule.joined.beside(rule.condition)
        reads = (*rule.joined.own(rule.condition, columns[rule.record]), *(one for one in beside if "." in one))
        compared = {rule.record, *(one.partition(".")[0] for one in beside)}
        return Needs(reads, tuple(name for name in columns if name in compared), compares=bool(beside))
    read = re.findall(r"raw\.checked_(?:cin_)?(\w+)", rule.query)
    words = set(re.findall(r"\w+", rule.query))
    types = tuple(name for name in columns if name in read)
    return Needs(
        columns=tuple(f"{name}.{column}" for name in types for column in columns[name] if column in words),
        record_types=types,
        compares=len(read) > 1 or " OVER (" in rule.query or "GROUP BY" in rule.query,
    )


def not_in_doubt(needs: Needs, keys: Sequence[str]) -> str:
    """SQL condition on ``found``: its record is not one of which the rule is silent; ``keys`` name a record."""
    same = " AND ".join(f"doubt.{key} = found.{key}" for key in keys)
    lost = ", ".join(map(literal, (*needs.columns, *(needs.record_types if needs.compares else ())))) or "NULL"
    own = "" if needs.compares else " AND doubt.is_own"
    return f"NOT EXISTS (SELECT 1 FROM {IN_DOUBT} AS doubt WHERE {same} AND doubt.lost IN ({lost}){own})"


@cache
def rules_silent_without(return_name: str, year: int) -> Mapping[tuple[str, str], frozenset[str]]:
    """The rules of a year that say nothing of a child of whom a field was emptied, by file and field of the return."""
    specification = load_specification(return_name)
    columns = {name: specification.columns(name) for name in specification.record_type_names}
    kinds = {kind.name: kind.file for kind in specification.for_year(year).record_types}
    silent: dict[tuple[str, str], set[str]] = {}
    for rule in load_rules(return_name):
        if not rule.years.holds_in(year) or rule.rule.effect is Effect.SET_ASIDE:
            continue
        needed = set(needs_of(rule, columns).columns)
        for name, file in kinds.items():
            for field, place in specification.places(name):
                if place in needed:
                    silent.setdefault((file, field), set()).add(rule.rule.name)
    return {of: frozenset(names) for of, names in silent.items()}
