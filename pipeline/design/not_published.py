"""Numbers of a data set that are not published for some rows: not available, whatever the returns tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.design.editions import ALWAYS


@dataclass(frozen=True)
class NotPublished:
    """Columns, by name, that areas of some levels do not have in a block of rows, counted from 0, of some editions."""

    columns: frozenset[str]
    block: int
    levels: frozenset[str]
    first_edition: int = 0
    last_edition: int = ALWAYS

    def covers(self, column: str, block: int, level: str, edition: int) -> bool:
        """Whether a number is among them."""
        return (
            column in self.columns
            and block == self.block
            and level in self.levels
            and self.first_edition <= edition <= self.last_edition
        )


def is_published(given: Iterable[NotPublished], column: str, block: int, level: str, edition: int) -> bool:
    """Whether a data set has a number in a column and block of rows for areas of a level."""
    return not any(one.covers(column, block, level, edition) for one in given)
