"""The returns of an England, asked what the children of an authority answer, and whether that can be told.

What is not known is worked out from the files that lie in the folder: which terms' censuses, which returns before, and
since when social workers are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.recount.stability.definitions import Counted, Schools, looked_after, read_schools
from tests.recount.stability.questions import SCHOOLS, WORKERS, Asked

Answers = Counter[tuple[object, object]]
FIRST_OF_WORKERS = {1: 2024, 2: 2025}


@dataclass(frozen=True)
class Sent:
    """The returns of an England: whom each authority looks after on 31 March of a year, counted when asked."""

    folder: Path
    las: Sequence[str]
    """The authorities that are recounted: all that sent returns."""
    _children: dict[tuple[int, str], list[Counted]] = field(default_factory=dict)
    _answers: dict[tuple[object, ...], Answers] = field(default_factory=dict)
    _known: dict[tuple[str, int, int, str], bool] = field(default_factory=dict)

    @cached_property
    def years(self) -> set[int]:
        """The years of which SSDA903 returns lie there."""
        return {int(path.name) for path in (self.folder / "ssda903").iterdir()}

    @cached_property
    def _schools(self) -> Schools:
        return read_schools(self.folder / "pupils")

    @cached_property
    def _authorities_in_census(self) -> set[tuple[int, str, str]]:
        return {
            (year, row["CensusTerm"], row["LA"]) for records in self._schools.records.values() for year, row in records
        }

    def of(self, year: int, la: str) -> list[Counted]:
        """The children of an authority."""
        if (year, la) not in self._children:
            # All years at once: the returns of an authority are read anew where many others came between.
            for one in self.years:
                self._children[one, la] = list(looked_after(self.folder, la, one, self._schools))
        return self._children[year, la]

    def is_known(self, needs: str, span: int, year: int, la: str) -> bool:
        """Whether what an authority's children did in one year or two can be told."""
        key = (needs, span, year, la)
        if key not in self._known:
            self._known[key] = self._can_tell(*key)
        return self._known[key]

    def _can_tell(self, needs: str, span: int, year: int, la: str) -> bool:
        is_sent = (self.folder / f"ssda903/{year}/{la}").is_dir()
        if not (is_sent and {year - back for back in range(span)} <= self.years):
            return False
        if WORKERS in needs and year < FIRST_OF_WORKERS[span]:
            return False
        if SCHOOLS not in needs:
            return True
        before = {(year - back, term) for back in range(1, span) for term in ("AUT", "SPR")}
        own = {(year, term, la) for term in ("AUT", "SPR", "SUM")}
        return before <= self._schools.censuses and own <= self._authorities_in_census

    def answers(self, asked: Asked, year: int, las: tuple[str, ...]) -> Answers:
        """How often the children of some authorities give each answer to a question."""
        key = (asked.question, year, las)
        if key not in self._answers:
            found: Answers = Counter()
            if len(las) == 1:
                found.update(answer for child in self.of(year, las[0]) for answer in asked.answers(child))
            else:
                for la in las:
                    found.update(self.answers(asked, year, (la,)))
            self._answers[key] = found
        return self._answers[key]
