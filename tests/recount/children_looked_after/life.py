"""A child's life in care as one LA knows it at a collection year: episodes, periods of care, placement spells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .dates import completed_years
from .reading import Episode, Particulars, Return

NOT_SENT = Particulars(sex="", born=None, ethnicity="", is_mother=False)
WITH_PRESENT_CARER = ("A3", "A5")


@dataclass(frozen=True)
class CollectionYear:
    """The year that ends on 31 March of ``year``."""

    year: int

    @property
    def first(self) -> date:
        """1 April."""
        return date(self.year - 1, 4, 1)

    @property
    def last(self) -> date:
        """31 March."""
        return date(self.year, 3, 31)

    def holds(self, day: date) -> bool:
        """Whether a day lies in the year."""
        return self.first <= day <= self.last

    def touches(self, episode: Episode) -> bool:
        """Whether an episode overlaps the year; one that ceases on 1 April does."""
        return episode.start <= self.last and episode.end >= self.first


@dataclass
class Spell:
    """A stay in one placement: its episodes in order, without temporary moves and stays under 24 hours."""

    episodes: list[Episode]

    @property
    def start(self) -> date:
        """The day it began."""
        return self.episodes[0].start

    @property
    def end(self) -> date:
        """The day it ended; date.max while it lasts."""
        return self.episodes[-1].end

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.end - self.start).days

    def is_same_place(self, episode: Episode) -> bool:
        """Whether an episode is in the placement in which this spell was last."""
        last = self.episodes[-1]
        return (last.placement, last.placed_at, last.urn) == (episode.placement, episode.placed_at, episode.urn)


@dataclass
class Period:
    """A period of care: episodes in order, each beginning when the one before it ceased."""

    episodes: list[Episode]

    @property
    def start(self) -> date:
        """The day it began, as far as is known."""
        return self.episodes[0].start

    @property
    def last(self) -> Episode:
        """Its last episode."""
        return self.episodes[-1]

    @property
    def is_under_24_hours(self) -> bool:
        """Whether it began and ceased on one day."""
        return self.start == self.last.end

    @cached_property
    def spells(self) -> list[Spell]:
        """The placements of the period, in order."""
        spells: list[Spell] = []
        returning = False
        for episode in self.episodes:
            if episode.is_under_24_hours:
                continue
            if episode.is_temporary:
                returning = True
                continue
            moved = episode.why_started in ("P", "B") and episode.placement not in WITH_PRESENT_CARER
            if spells and not (moved and not (returning and spells[-1].is_same_place(episode))):
                spells[-1].episodes.append(episode)
            else:
                spells.append(Spell([episode]))
            returning = False
        return spells

    @cached_property
    def placed_anew(self) -> list[Episode]:
        """The episodes with which the child was placed: the first, and every change of place or of a place's status."""
        started: list[Episode] = []
        settled: Episode | None = None
        away = False
        for episode in self.episodes:
            if episode.is_under_24_hours:
                continue
            if episode.is_temporary:
                away = True
                continue
            came_back = away and settled is not None and Spell([settled]).is_same_place(episode)
            if settled is None or (episode.why_started in ("P", "B", "T", "U") and not came_back):
                started.append(episode)
            settled, away = episode, False
        return started


@dataclass(frozen=True)
class Child:
    """One child of one LA, with everything known of it at the collection year."""

    name: str
    sent: Return
    """All that the LA sent for the year, of this child and others."""
    particulars: Particulars
    asylum_until: date | None
    """The day the status of unaccompanied asylum-seeking child ceased, date.max if it did not; None: not one."""
    episodes: list[Episode]
    """All that is known, in order."""
    care: list[Period]
    """Periods of care other than series of short-term placements, in order."""

    def age(self, on: date) -> int | None:
        """Completed years on a day; a birthday of 29 February falls on 1 March in other years."""
        born = self.particulars.born
        return None if born is None else completed_years(born, on)


def in_order(episodes: list[Episode]) -> list[Episode]:
    """Episodes by start; one of under 24 hours comes before the longer one of its day."""
    return sorted(episodes, key=lambda one: (one.start, one.end, one.sent))


def periods_of_care(episodes: list[Episode]) -> list[Period]:
    """Cut a child's episodes of one kind, series or not, into periods of care."""
    periods: list[Period] = []
    ceased = date.min
    for episode in in_order(episodes):
        if not periods or episode.why_started == "S" or episode.start > ceased:
            periods.append(Period([episode]))
        else:
            periods[-1].episodes.append(episode)
        ceased = max(ceased, episode.end)
    return periods


def known_episodes(sent: list[Episode], earlier: Sequence[list[Episode]], first: date) -> list[Episode]:
    """A child's episodes in this year's return and those of earlier returns that ceased before the year.

    ``earlier`` goes from the oldest return to the newest. An episode sent more than once counts as last sent.
    """
    known = list(sent)
    starts = {episode.start for episode in sent if not episode.is_under_24_hours}
    for past in reversed(earlier):
        ceased = [episode for episode in past if episode.end < first]
        known += [episode for episode in ceased if episode.is_under_24_hours or episode.start not in starts]
        starts |= {episode.start for episode in ceased if not episode.is_under_24_hours}
    return known


def children_of(sent: Return, earlier: Sequence[Return], year: CollectionYear) -> Iterator[Child]:
    """Every child with an episode in this year's return."""
    for child, episodes in sent.episodes.items():
        past = [former.episodes.get(child, []) for former in earlier]
        known = in_order(known_episodes(episodes, past, year.first))
        yield Child(
            name=child,
            sent=sent,
            particulars=sent.particulars.get(child, NOT_SENT),
            asylum_until=sent.asylum.get(child),
            episodes=known,
            care=periods_of_care([episode for episode in known if not episode.is_series]),
        )
