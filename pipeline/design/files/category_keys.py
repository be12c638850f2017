"""Checking that keys name breakdowns and categories that ``data/reference/categories.csv`` knows.

A key that nothing counts would otherwise print zeros: it is refused when the release is read.
"""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from pipeline.design.statistic import cell_named
from pipeline.foundation.declarations import Declaration
from pipeline.foundation.stages import UsageError

ANY = "*"  # every category of a breakdown, or every cell: in exemptions only


@dataclass(frozen=True)
class CategoryKeys:
    """The categories of each breakdown, and what is wrong with a text that names some."""

    categories: Mapping[str, frozenset[str]]
    parents: Mapping[tuple[str, str], str]

    @classmethod
    def read(cls, path: Path) -> CategoryKeys:
        """Read ``categories.csv``."""
        found: dict[str, set[str]] = {}
        parents = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["breakdown"], set()).add(row["category"])
                parents[row["breakdown"], row["category"]] = row["parent"]
        return cls({breakdown: frozenset(categories) for breakdown, categories in found.items()}, parents)

    def leaves(self, breakdown: str, category: str) -> frozenset[str]:
        """The categories at the end of the tree that a category counts: itself, where nothing is below it."""
        return self._leaves.get((breakdown, category), frozenset([category]))

    @cached_property
    def _leaves(self) -> Mapping[tuple[str, str], frozenset[str]]:
        groups = {(breakdown, parent) for (breakdown, _), parent in self.parents.items() if parent}
        found: dict[tuple[str, str], set[str]] = {}
        for breakdown, category in self.parents:
            above = category if (breakdown, category) not in groups else ""
            while above:
                found.setdefault((breakdown, above), set()).add(category)
                above = self.parents[breakdown, above]
        return {node: frozenset(leaves) for node, leaves in found.items()}

    def wrong_breakdown(self, breakdown: str) -> str:
        """What is wrong with the name of a breakdown; empty when nothing is."""
        if breakdown in self.categories:
            return ""
        nearest = near(breakdown, self.categories) or "."
        return f"the breakdown {breakdown!r} is not in data/reference/categories.csv{nearest}"

    def wrong_category(self, breakdown: str, category: str) -> str:
        """What is wrong with a category of a breakdown; empty when nothing is."""
        wrong = self.wrong_breakdown(breakdown)
        if wrong or category in self.categories[breakdown]:
            return wrong
        nearest = near(category, self.categories[breakdown]) or "."
        return f"{breakdown!r} has no category {category!r} in data/reference/categories.csv{nearest}"

    def wrong(self, key: str, with_any: bool = False) -> str:
        """What is wrong with a key of ``breakdown=category`` pairs; empty when nothing is.

        ``with_any`` lets ``*`` stand for a category.
        """
        pairs = [tuple(pair.partition("=")) for pair in key.split(";")] if key else []
        for breakdown, equals, category in pairs:
            if not equals:
                return f"{breakdown!r} is no breakdown=category; join several by a semicolon."
            at_all = with_any and category == ANY
            wrong = self.wrong_breakdown(breakdown) if at_all else self.wrong_category(breakdown, category)
            if wrong:
                return wrong
        for before, after in pairwise(sorted(breakdown for breakdown, _, _ in pairs)):
            if before == after:
                return f"{before!r} is there twice: no cell is in two categories of one breakdown."
        return ""

    def check(self, entry: Declaration, field: str, text: str | None = None) -> None:
        """Raise UsageError unless a field (or ``text`` of it) is a key or measure:key that can be, or is not given."""
        wrong = self.wrong(cell_named(entry.text(field, "") if text is None else text)[1])
        if wrong:
            raise entry.problem(field, wrong)

    def check_measures(self, measures: Declaration) -> None:
        """Raise UsageError unless the cells that measures are ``within`` can be."""
        for entry in (measures.part(name) for name in measures.names()):
            if entry.has("within"):
                self.check(entry, "within")

    def check_histograms(self, declared: Declaration) -> None:
        """Raise UsageError unless the bands of ``histograms`` are a breakdown and its categories."""
        if not declared.has("histograms") or declared.is_list("histograms"):
            return
        for entry in (declared.part("histograms").part(name) for name in declared.part("histograms").names()):
            if not entry.has("bands"):
                continue
            if wrong := self.wrong_breakdown(entry.text("bands")):
                raise entry.problem("bands", wrong)
            for field in (field for field in ("from", "to") if entry.has(field)):
                for category in entry.part(field).names():
                    if wrong := self.wrong_category(entry.text("bands"), category):
                        raise entry.problem(field, wrong)

    def check_exemptions(self, path: Path) -> None:
        """Raise UsageError unless the keys of exemptions, nameless cells and families in a ``release.toml`` can be."""
        if not path.is_file():
            return
        text = path.read_text(encoding="utf-8")
        lines, declared = text.splitlines(), tomllib.loads(text)
        for kind in ("exemptions", "nameless", "families"):
            begin = [number for number, line in enumerate(lines) if line.strip() == f"[[{kind}]]"]
            for first, entry in zip(begin, declared.get(kind, []), strict=False):
                given = entry.get("key", "")
                for key in map(str, given if isinstance(given, list) else [given]):
                    if wrong := "" if key == ANY else self.wrong(key, with_any=True):
                        line = next(at for at in range(first, len(lines)) if f'"{key}"' in lines[at])
                        raise UsageError(f"{path.name} line {line + 1}, field key: {wrong}")


def near(word: str, known: Collection[str] | Iterable[str]) -> str:
    """``; did you mean …?`` with the nearest known name, if one is near."""
    found = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {found[0]!r}?" if found else ""
