"""One child before the measures: what several of them ask, answered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .leaves import who
from .life import Child, CollectionYear, Period, Spell
from .places import Gazetteer
from .reading import Episode
from .tally import Tally

ADOPTED = ("E11", "E12")


@dataclass
class Case:
    """A child of an LA in a collection year, with the tally that its answers go to."""

    tally: Tally
    la_code: str
    child: Child
    year: CollectionYear
    places: Gazetteer

    @cached_property
    def who(self) -> dict[str, str]:
        """Sex and ethnicity."""
        return who(self.child)

    @cached_property
    def now(self) -> tuple[Period, Episode] | None:
        """The period and episode of 31 March; None when the child was not looked after then."""
        found = [
            (episode.start, episode.sent, number)
            for number, period in enumerate(self.child.care)
            for episode in period.episodes
            if episode.open_on(self.year.last)
        ]
        if not found:
            return None
        _, sent, number = max(found)
        period = self.child.care[number]
        return period, next(episode for episode in period.episodes if episode.sent == sent)

    @cached_property
    def ceased(self) -> Period | None:
        """The last period of care that ceased in the year."""
        ceased = [
            period
            for period in self.child.care
            if self.year.holds(period.last.end) and period.last.why_ceased != "X1" and not period.is_under_24_hours
        ]
        return max(reversed(ceased), key=lambda period: period.last.end) if ceased else None

    @cached_property
    def adopted(self) -> Period | None:
        """The period of care that ended with the child's adoption in the year."""
        return self.ceased if self.ceased is not None and self.ceased.last.why_ceased in ADOPTED else None

    @cached_property
    def in_care(self) -> list[Episode]:
        """Episodes that make it a child looked after during the year."""
        return [
            episode
            for period in self.child.care
            if not period.is_under_24_hours
            for episode in period.episodes
            if self.year.touches(episode)
        ]

    @cached_property
    def spells(self) -> list[Spell]:
        """The placements of all its periods of care."""
        return [spell for period in self.child.care for spell in period.spells]

    @property
    def for_12_months(self) -> bool:
        """Whether the period of care of 31 March began by 31 March of the year before."""
        return self.now is not None and self.now[0].start <= date(self.year.year - 1, 3, 31)

    @cached_property
    def for_2_years(self) -> bool:
        """Whether it is looked after on 31 March and was so on a day of the previous year."""
        before = CollectionYear(self.year.year - 1)
        return self.now is not None and any(
            episode.start <= before.last and episode.end > before.first
            for period in self.child.care
            for episode in period.episodes
            if not episode.is_under_24_hours
        )

    def is_asylum_seeker_after(self, day: date) -> bool:
        """Whether the status of unaccompanied asylum-seeking child lasted beyond that day."""
        return self.child.asylum_until is not None and self.child.asylum_until > day

    def locality(self, episode: Episode) -> str:
        """Whether an episode's placement is inside the LA."""
        return self.places.locality(episode.placed_at, self.la_code, self.year.year)

    def distance_and_locality(self, episode: Episode) -> str:
        """How far from home an episode's placement is, and whether inside the LA."""
        return f"{self.places.distance_band(episode.home, episode.placed_at)}_{self.locality(episode)}"
