"""How counts are related by their definitions: sums, containments, bands of amounts, names in another release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.design.editions import ALWAYS
from pipeline.design.statistic import Cell


@dataclass(frozen=True)
class Identity:
    """A count that is the sum of others beyond the trees of categories and areas, by the definitions.

    With ``has_rest`` a part more, which nothing counts apart and no file shows, makes up the whole: ``rest_name`` is
    what it is called and protected under, ``nameless`` why nobody has a name for whoever is in it; one of the two.
    ``in_every_cell`` says that it also holds within each category of every other breakdown; ``first_year`` and
    ``last_year`` in which collection years. With ``is_believed`` it holds only where the other parts do not exceed the
    whole, which no definition says but readers think (see Containment).
    """

    whole: Cell
    parts: tuple[Cell, ...]
    has_rest: bool = False
    in_every_cell: bool = False
    first_year: int = 0
    last_year: int = ALWAYS
    rest_name: str = ""
    nameless: str = ""
    is_believed: bool = False


@dataclass(frozen=True)
class Containment:
    """Counts of an area that together never exceed others of it together, by the definitions.

    ``in_every_cell`` and ``first_year`` as for an identity. With ``is_believed`` no definition says so, but readers
    think so as long as no figure speaks against it. ``rest_name`` is what a reader calls whoever is in the whole and
    not in the part, where there is one of each; ``nameless`` why there is no such name.
    """

    parts: tuple[Cell, ...]
    wholes: tuple[Cell, ...]
    in_every_cell: bool = False
    first_year: int = 0
    is_believed: bool = False
    rest_name: str = ""
    nameless: str = ""

    @property
    def left_over(self) -> Identity | None:
        """The whole as its part and whom it leaves over, where they have a name."""
        if not self.is_of_two or not self.rest_name:
            return None
        (part,), (whole,) = self.parts, self.wholes
        return Identity(
            whole, (part,), True, self.in_every_cell, self.first_year,
            rest_name=self.rest_name, is_believed=self.is_believed,
        )  # fmt: skip

    @property
    def is_of_two(self) -> bool:
        """Whether it is of one part and one whole."""
        return len(self.parts) == len(self.wholes) == 1

    @property
    def pair(self) -> tuple[Cell, Cell] | None:
        """The part and the whole where there is one of each, by definition."""
        if self.is_believed or not self.is_of_two:
            return None
        return self.parts[0], self.wholes[0]


@dataclass(frozen=True)
class BandedAmount:
    """An amount whose people stand beside its average in bands of it: (key, least, greatest amount) of measure ``of``.

    So from ``first_year`` to ``last_year``.
    """

    amount: str
    of: str
    bands: tuple[tuple[str, int, int], ...]
    first_year: int = 0
    last_year: int = ALWAYS


@dataclass(frozen=True)
class Histogram:
    """A breakdown of a measure whose categories are whole numbers, of which quantiles are worked out.

    ``bands`` is the breakdown in which files show the same numbers, if any does; ``band_from`` the least whole number
    of each of its categories, in order, and ``band_to`` the greatest where bands overlap, as those of calendar months
    do (else a band ends before the next). Categories that are not listed have no number (not known).
    """

    name: str
    bands: str = ""
    band_from: tuple[tuple[str, int], ...] = ()
    band_to: Mapping[str, int] = field(default_factory=dict)

    def edges(self, endless: int) -> list[tuple[str, int, int]]:
        """Each band's category, least and greatest number; ``endless`` is the greatest of the last."""
        ends = [least - 1 for _, least in self.band_from[1:]] + [endless]
        return [
            (category, least, self.band_to.get(category, end))
            for (category, least), end in zip(self.band_from, ends, strict=True)
        ]


@dataclass(frozen=True)
class SameCount:
    """A cell of ``ours`` that another release calls ``theirs``, from ``first_year`` on."""

    ours: Cell
    theirs: Cell
    first_year: int = 0
