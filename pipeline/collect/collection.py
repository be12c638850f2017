"""A return, however it is sent: what the steps after collecting ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.folders import Unit
from pipeline.collect.quality import FileQuality
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse

Stage = Callable[[Warehouse, Path, Iterable[int], Iterable[str] | None], ReadSummary]


@dataclass(frozen=True)
class Collection:
    """A return and how it is read.

    ``stage`` reads, types and checks those of a returns folder for the years (and these authorities only), ``examine``
    one authority's alone, of one year or several, in an empty warehouse. ``account`` says what became of every record
    of every file. ``tables`` are those of the raw stage that reading makes, with their schema. What one file alone
    cannot show is in ``rules_of_the_whole``. Returns that ``compares_years`` are held against those of the year before.
    """

    specification: Specification
    stage: Stage
    examine: Callable[[Warehouse, Sequence[Unit]], list[FileQuality]]
    account: Callable[[Warehouse], list[FileQuality]]
    tables: frozenset[str]
    rules_of_the_whole: frozenset[str] = frozenset()
    compares_years: bool = False

    @property
    def name(self) -> str:
        """What the return is called: in its folder, in commands and in declarations."""
        return self.specification.return_name
