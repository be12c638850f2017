"""An edition of a release: what is declared of it, and the periods and areas that its files have rows for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.analyse.areas import Areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import shown_in_data_sets, shown_in_workbook
from pipeline.design.contents import Contents
from pipeline.design.data_sets import DataSet, Headline, Release
from pipeline.design.figure import Area, AreaLevel, Marker
from pipeline.reference.periods import latest_of


@dataclass(frozen=True)
class Edition:
    """A release in one year, opened once for all that a step makes of it.

    ``year`` is that of the edition, by which labels, names and policies are chosen; ``years`` are the periods with
    figures, the latest last; ``part`` is what leaves now, empty for all. ``populations`` is the edition whose
    populations are used, None for the latest series.
    """

    release: Release
    contents: Contents
    year: int
    part: str
    years: Sequence[int]
    areas: Areas
    populations: int | None = None

    @property
    def name(self) -> str:
        """The release and the year of the edition."""
        return f"{self.release.name} {self.year}"

    @property
    def archive_name(self) -> str:
        """What the zip of all its files is called, without ending: the release, its year and its part."""
        return "-".join(filter(None, (self.release.name, str(self.year), self.part)))

    @property
    def latest(self) -> int:
        """The period that it is of: its year, or the latest of its quarters."""
        return latest_of(self.year, self.years)

    @property
    def symbols(self) -> Mapping[Marker, str]:
        """What it writes for a figure that is not there."""
        return self.contents.edition_for(self.year).symbols

    @property
    def data_sets(self) -> list[DataSet]:
        """Those that leave with its part."""
        return self.release.data_sets_in(self.year, self.part)

    @property
    def headlines(self) -> list[Headline]:
        """Those of which it may have a figure: others are of years before or after it."""
        held = {one.name for one in self.release.measures if any(one.holds_in(year) for year in self.years)}
        return [one for one in self.release.headlines if one.measure in held]

    @property
    def areas_of_tables(self) -> list[Area]:
        """The rows of a table by area."""
        return self.areas.of_year(self.latest)

    @property
    def senders(self) -> str:
        """Who sends its returns, in words."""
        agencies = any(area.level is AreaLevel.AGENCY for area in self.areas.local_authorities)
        return "agencies" if agencies else "local authorities"

    def above_authorities(self) -> Edition:
        """The same of England and regions alone."""
        return replace(self, areas=replace(self.areas, local_authorities=()))

    def of_few_areas(self) -> Edition:
        """The same of few areas, of each level some: it shows the same cells."""
        return replace(self, areas=self.areas.some_of_each_level())

    def shown(self, years: Sequence[int] | None = None) -> set[Shown]:
        """Every figure that some file shows, of ``years`` if given and of any part: all are protected as one system."""
        wanted = self.years if years is None else years
        return {
            *shown_in_data_sets(self.release, self.year, wanted, self.areas),
            *shown_in_workbook(self.contents, self.year, wanted, self.areas),
        }
