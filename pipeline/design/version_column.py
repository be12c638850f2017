"""A column that says how final the figures of a year are: those of the latest year are revised, others final."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.design.editions import ByEdition


@dataclass(frozen=True)
class VersionColumn:
    """A column after the filters that says what stands of a year's figures: the edition's ``latest`` year is one thing.

    The years before it are another, but for those in ``as_latest``, of which nothing more came.
    """

    column: str
    label: str
    latest: str
    earlier: ByEdition
    as_latest: tuple[int, ...] = ()

    def text(self, year: int, edition: int, latest_year: int) -> str:
        """What a row of the year prints."""
        return self.latest if year == latest_year or year in self.as_latest else self.earlier.at(edition)
