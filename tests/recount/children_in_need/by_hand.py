"""Writes small censuses by hand for the tests of the recount, and asks the recount of them cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from . import recount
from .awkward import AwkwardAssessment, AwkwardCase, AwkwardChild, AwkwardPlan
from .writing import write_awkward_returns

BORN = date(2012, 5, 1)


def day(text: str) -> date:
    """A day as 2023-06-01."""
    return date.fromisoformat(text)


def case(referred: str, closed: str = "", reason: str = "RC7", *, nfa: bool = False, **parts: Any) -> AwkwardCase:
    """A case with the parts named; ``assessments``, ``plans`` and the others are fields of AwkwardCase."""
    until = day(closed) if closed else None
    return AwkwardCase(day(referred), until, parts.pop("source", "1A"), parts.pop("need", "N1"), reason, nfa, **parts)


def assessed(started: str, authorised: str = "", *factors: str, kind: str = "Assessments") -> AwkwardAssessment:
    """An assessment at which no social worker is said to have seen the child."""
    return AwkwardAssessment(kind, day(started), day(authorised) if authorised else None, "", list(factors))


def plan(started: str, ended: str = "", *reviews: str, previous: str = "0") -> AwkwardPlan:
    """A plan because of neglect, ended because of emotional abuse."""
    until = day(ended) if ended else None
    return AwkwardPlan(day(started), until, "NEG", "EMO", previous, [day(one) for one in reviews])


def child(
    *cases: AwkwardCase, name: str = "1", la_code: str = "301", born: date | None = BORN, expected: bool = False
) -> AwkwardChild:
    """A girl with these cases."""
    return AwkwardChild(name, la_code, born, expected, "F", "WBRI", ["NONE"], list(cases))


class Counted:
    """The recount of one year's censuses of these children, asked cell by cell."""

    def __init__(self, folder: Path, *children: AwkwardChild, years: Sequence[int] = (2024,)) -> None:
        """The last of the years is counted."""
        write_awkward_returns(folder, children, years)
        rows = recount(folder, [years[-1]]).itertuples(index=False)
        self.cells: dict[tuple[str, ...], int] = {tuple(row[1:-1]): row[-1] for row in rows}

    def __call__(self, measure: str, breakdown: str = "total", category: str = "total", la_code: str = "301") -> int:
        return self.cells.get((la_code, measure, breakdown, category, "", ""), 0)

    def categories(self, measure: str, breakdown: str) -> dict[str, int]:
        """Category to count."""
        found = {key[3]: count for key, count in self.cells.items() if key[1:3] == (measure, breakdown) and not key[4]}
        return dict(sorted(found.items()))
