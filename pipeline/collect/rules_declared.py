"""The rules of sql/checks/<return>/*.yaml: conditions, and families of them that differ in parameters alone.

A file names in ``joined`` the table of joined/ that its rules are on, and has ``rules`` by name:

    too_young_for_placement:
      finds: Placements of children who are too young for them.
      field: DECOM
      severity: query
      years: 2023-              # where not every year
      offends: placement = '{placement}' AND episode_started_on < born_on + INTERVAL {age} YEAR
      message: What is wrong. Why it matters. What to do.
      each:                     # of a family: the end of the name, then its parameters, years among them
        S1: {placement: S1, age: 4}
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.collect.joined_records import RuleFileError
from pipeline.collect.record_types import Validity
from pipeline.collect.specification import LOADER

NEEDED = ("finds", "field", "severity", "offends", "message")
KNOWN = frozenset((*NEEDED, "years", "each"))


@dataclass(frozen=True, slots=True)
class Declared:
    """A condition on a row of the table ``joined``, with what is said of the record that meets it."""

    name: str
    joined: str
    finds: str
    field: str
    severity: str
    years: Validity
    condition: str
    message: str
    path: Path


def declared_rules(folder: Path) -> Iterator[Declared]:
    """Every rule that a return's files declare, families taken apart. Raises RuleFileError."""
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        if not isinstance(content, dict) or set(content) != {"joined", "rules"}:
            raise RuleFileError(f"{path}: holds `joined`, the table of joined/, and `rules`, and nothing else.")
        for name, entry in content["rules"].items():
            yield from _family(path, content["joined"], name, entry)


def _family(path: Path, joined: str, name: str, entry: Mapping[str, Any]) -> Iterator[Declared]:
    lacking = [key for key in NEEDED if not entry.get(key)]
    unknown = sorted(set(entry) - KNOWN)
    if lacking or unknown:
        raise RuleFileError(f"{path}: {name} lacks {', '.join(lacking) or 'nothing'} and has {unknown or 'no others'}.")
    if "each" not in entry:
        yield _declared(path, joined, name, entry, {})
        return
    for end, parameters in entry["each"].items():
        yield _declared(path, joined, f"{name}_{str(end).lower()}", entry, parameters)


def _declared(path: Path, joined: str, name: str, entry: Mapping[str, Any], parameters: Mapping[str, Any]) -> Declared:
    def told(key: str) -> str:
        text = str(entry[key])
        wanted = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        if wanted - set(parameters):
            raise RuleFileError(f"{path}: {name} has no {', '.join(sorted(wanted - set(parameters)))} for its {key}.")
        return text.format_map(parameters)

    first, _, last = str(parameters.get("years", entry.get("years", "-"))).partition("-")
    years = Validity(int(first or 0), int(last or 9999), "years of the rule")
    return Declared(
        name, joined, told("finds"), told("field"), told("severity"), years, told("offends"), told("message"), path
    )
