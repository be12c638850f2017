"""Data sets as a stranger reads them: which columns label a row, what its figures are, and what percentages are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .cells import Cells
from .figures import Count, Figure, Share
from .words import Lexicon, need, plain

NUMBER, PERCENTAGE = "number", "percentage"
COLUMN_WORDS = {
    "number": NUMBER,
    "children_count": NUMBER,
    "care_leaver_count": NUMBER,
    "percentage": PERCENTAGE,
    "percent": PERCENTAGE,
    "children_percent": PERCENTAGE,
    "care_leaver_percent": PERCENTAGE,
}
"""Columns of figures by what they hold; their names changed with the edition of 2025."""

Row = Mapping[str, Figure]
THEIR_BASE = "their base"
"""``parts_of``: what the percentage of a row is of."""
GROUP_AND_LABEL = ("cla_group|characteristic", "characteristic|breakdown")


@dataclass(frozen=True)
class DataSet:
    """What a data set's rows mean.

    ``labels`` are the columns that say what a row counts, each with the names it has had, and ``read`` makes the
    figures of a row from them and the edition. ``base`` says what its percentages are of, and where that is said.
    ``parts_of`` is what an authority's rows are parts of: where there is none of it, they do not apply (measured on the
    files of authorities of 2024 and 2025, those of care leavers apart).
    """

    labels: tuple[str, ...]
    read: Callable[..., Row]
    base: str
    parts_of: Cells | str = ""


def number_and_share(of: Cells, base: Cells) -> Row:
    """The two columns that most data sets have."""
    return {NUMBER: Count(of), PERCENTAGE: Share(of, base)}


def number_without_share(figure: Figure, percentage: Figure) -> Row:
    """A number that is not a count, with what stands in place of its percentage."""
    return {NUMBER: figure, PERCENTAGE: percentage}


Meaning = Lexicon | Callable[[str, int], frozenset[str] | None]
Groups = Mapping[str, tuple[str, Meaning]]


def leaves_of(how: Meaning, label: str, edition: int) -> frozenset[str] | None:
    """The leaf categories that a label names."""
    return how(label, edition) if callable(how) else how[plain(label)]


def by_group(total: Cells, groups: Groups) -> Callable[[str, str, int], Row]:
    """Rows that are each a category of a characteristic, as a percentage of all children of the data set."""

    def read(group: str, label: str, edition: int) -> Row:
        breakdown, how = groups[plain(group)]
        return number_and_share(total.also(**{breakdown: leaves_of(how, label, edition)}), total)

    return read


def need_of(label: str, _: int) -> frozenset[str] | None:
    """The category of need as a reader of groups wants it."""
    return need(label)
