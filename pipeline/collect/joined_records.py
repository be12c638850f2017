"""Records beside what their return says of the same child: the tables of sql/checks/<return>/joined/.

Each is one SELECT that opens with comment lines: what a row is, ``-- record:`` the type of the records that its
findings are of, and a line for every column that comes from elsewhere, with where from. It gives the keys of the
record, its collection year, its own columns by their names and others, e.g.

    -- born_on: header.date_of_birth
    -- previous_*: episodes.*
    -- is_looked_after_12_months: episodes

so that a rule can be silent where what it reads was lost; ``this.<column>`` is of the record itself. Each is made once
for all conditions on it, which are read in one pass. A table that finds nothing itself, but is joined by others, has no
``-- record:``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORD = re.compile(r"\w+")
QUOTED = re.compile(r"'[^']*'")
SAID = re.compile(r"^-- (\w+\*?): (.+)$")
IN_A_CENSUS = ("file_id", "element", "line", "child_number")
IN_A_FILE = ("file_id", "line")
OWN = "this."


class RuleFileError(ValueError):
    """A rule's file lacks a heading line or contradicts its name."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A table for conditions. ``sources`` are the columns from elsewhere, or beginnings of them with a star, each with
    the columns (``<record type>.<column>``) or whole record types they come from.
    """

    name: str
    row: str
    record: str
    keys: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]]
    query: str

    def beside(self, condition: str) -> tuple[str, ...]:
        """What a condition reads from elsewhere: columns and record types."""
        read = (one for word in words_of(condition) for one in self._sources_of(word))
        return tuple(dict.fromkeys(one for one in read if not one.startswith(OWN)))

    def own(self, condition: str, columns: Sequence[str]) -> tuple[str, ...]:
        """Which of these columns of the record itself a condition reads."""
        words = words_of(condition)
        told = {one.removeprefix(OWN) for word in words for one in self._sources_of(word) if one.startswith(OWN)}
        return tuple(f"{self.record}.{column}" for column in columns if column in words or column in told)

    def _sources_of(self, word: str) -> tuple[str, ...]:
        if word in self.sources:
            return self.sources[word]
        for start, reads in self.sources.items():
            if start.endswith("*") and word.startswith(start[:-1]):
                return tuple(read.replace("*", word.removeprefix(start[:-1])) for read in reads)
        return ()


def words_of(condition: str) -> list[str]:
    """The names in a condition, without what stands in quotation marks."""
    return WORD.findall(QUOTED.sub("", condition))


@cache
def load_joined(folder: Path) -> tuple[Joined, ...]:
    """The tables of a return's rules, each after those that it reads. Raises RuleFileError."""
    waiting = {path.stem: _read(path) for path in sorted((folder / "joined").glob("*.sql"))}
    ready: list[Joined] = []
    while waiting:
        free = [one for one in waiting.values() if not set(_joins(one.query)) & set(waiting)]
        if not free:
            raise RuleFileError(f"{folder}/joined: {', '.join(waiting)} read one another in a circle.")
        for one in free:
            ready.append(waiting.pop(one.name))
    return tuple(ready)


def joined_for(folder: Path, names: Collection[str]) -> tuple[Joined, ...]:
    """The tables of these names and all that they read, each after those that it reads."""
    wanted, found = set(names), []
    for one in reversed(load_joined(folder)):
        if one.name in wanted:
            wanted.update(_joins(one.query))
            found.append(one)
    return tuple(reversed(found))


def _joins(query: str) -> list[str]:
    return re.findall(r"raw\.joined_(\w+)", query)


def _read(path: Path) -> Joined:
    lines = path.read_text(encoding="utf-8").splitlines()
    said: dict[str, str] = {match[1]: match[2] for line in lines if (match := SAID.match(line))}
    record = said.pop("record", "")
    query = "\n".join(line for line in lines if not line.startswith("--")).strip()
    keys = IN_A_CENSUS if "raw.checked_cin_" in query or "element" in said else IN_A_FILE
    sources = {column: tuple(read.split()) for column, read in said.items()}
    return Joined(path.stem, lines[0].removeprefix("-- "), record, keys, sources, query)
