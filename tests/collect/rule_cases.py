"""Cases of declared rules as text, one a line: rule, year, place of the finding and how the clean return differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.specification import load_specification
from tests.collect.test_returns_folder import Files, clean_return


@dataclass(frozen=True)
class RuleCase:
    """``place`` is (file, line) of the finding, None where the rule finds nothing."""

    rule: str
    year: int
    place: tuple[str, int] | None
    changes: str

    def files(self) -> Files:
        """The clean return, as far as its files are collected in the year, with the changes."""
        collected = {one.name for one in load_specification("ssda903").for_year(self.year).record_types}
        return changed({name: rows for name, rows in clean_return().items() if name in collected}, self.changes)


def changed(files: Files, changes: str) -> Files:
    """A return with changes as ``file record NAME=value ...``, several after semicolons; _ is a blank in a value."""
    for change in filter(None, (part.strip() for part in changes.split(";"))):
        file, record, *values = change.split()
        row = dict(files[file][0]) if record == "+" else files[file][int(record)]
        row.update({name: value.replace("_", " ") for name, value in (pair.split("=", 1) for pair in values)})
        if record == "+":
            files[file].append(row)
    return files


def read_cases(path: Path) -> list[RuleCase]:
    """The cases of a file, in its order."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rule, year, place, changes = (part.strip() for part in line.split(" #")[0].replace("||", "| |").split("|"))
            file, _, number = place.partition(":")
            found = None if place == "-" else (file, int(number))
            cases.append(RuleCase(rule, int(year or 2024), found, changes))
    return cases
