"""What is read of the published files, column by column, before it is put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.protect.reader.published import Place, Rules

Row = tuple[tuple[str, str], ...]
"""What a line says before its numbers: (column, text) pairs."""

NUMBER_OF_AUTHORITY = re.compile(r"\d{3}")


@dataclass(frozen=True)
class Column:
    """One column of numbers of a file: the text of every line, with what the line says and where it is."""

    file: str
    name: str
    label: str
    unit: str
    rows: Sequence[Row]
    places: Sequence[tuple[int, str]]
    texts: Sequence[str]


@dataclass
class Reading:
    """What has been read so far."""

    rules: Rules
    columns: list[Column] = field(default_factory=list)
    places: dict[tuple[int, str], Place] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)

    def place(self, year: int, area: str, level: int, region: str) -> tuple[int, str]:
        """Take note of a place, of an authority's region as soon as a file gives it."""
        before = self.places.get((year, area))
        if before is None or (region and not before.region):
            self.places[year, area] = Place(year, area, level, region)
        return year, area

    def authority(self, number: str, code: str) -> str:
        """The code of an authority by which all files are read that give its number too: the first that one gives.

        Files of one release may have codes of two years for it; its number of three figures stays.
        """
        return self.codes.setdefault(number, code) if NUMBER_OF_AUTHORITY.fullmatch(number) else code
