"""What may be wrong with records, each with a look that tells whether anything is: most records have nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.foundation.warehouse import Warehouse


class Problem(NamedTuple):
    """A SELECT of findings over a typing table, and the aggregate over it that is true where there can be any.

    Problems of one look are looked for once.
    The look may be true where the SELECT gives nothing; it is never false where the SELECT gives something.
    """

    select: str
    look: str

    @classmethod
    def of(cls, select: str, condition: str) -> Problem:
        """The problem of records for which the condition holds."""
        return cls(select, f"bool_or({condition})")


def problems_found(warehouse: Warehouse, source: str, groups: Sequence[Sequence[Problem]]) -> list[list[str]]:
    """The SELECTs of each group that can find something in ``source``, by one look at all of its records."""
    problems = [problem for group in groups for problem in group]
    if not problems:
        return [[] for _ in groups]
    looks = list(dict.fromkeys(one.look for one in problems))
    row = warehouse.run(f"SELECT {', '.join(looks)} FROM {source}").fetchone()
    true = {look for look, answer in zip(looks, row or (), strict=False) if answer}
    return [[one.select for one in group if one.look in true] for group in groups]
