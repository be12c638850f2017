"""The measures' questions, put to one child at a time; each answer adds to the tally of the LA."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from .leaves import (
    age_group,
    age_on_ceasing,
    legal_status_leaf,
    motherhood_leaf,
    need_leaf,
    placement_leaf,
    provider_leaf,
    uasc_leaf,
    who,
)
from .life import Child, CollectionYear, Period, Spell
from .places import Gazetteer
from .reading import Episode

PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
TAKEN_INTO_CARE = ("C1", "C2", "L1", "L2", "L3")
REASON_FOR_CHANGE_SINCE = 2016


class Key(NamedTuple):
    """A published number of one LA."""

    la_code: str
    measure: str
    breakdown: str
    category: str
    breakdown_2: str
    category_2: str


class Tally:
    """Adds one counted child or placement to its total and to each of its categories."""

    def __init__(self, counts: Counter[Key]) -> None:
        self.counts = counts

    def add(self, la_code: str, measure: str, categories: dict[str, str]) -> None:
        self.counts[Key(la_code, measure, "total", "total", "", "")] += 1
        for breakdown, category in categories.items():
            self.counts[Key(la_code, measure, breakdown, category, "", "")] += 1

    def cross(self, la_code: str, measure: str, one: tuple[str, str], other: tuple[str, str]) -> None:
        self.counts[Key(la_code, measure, *one, *other)] += 1


def count_child(counts: Counter[Key], la_code: str, child: Child, year: CollectionYear, places: Gazetteer) -> None:
    """Ask every measure of a child and add the answers to ``counts``."""
    tally = Tally(counts)
    _started(tally, la_code, child, year, places)
    _ceased(tally, la_code, child, year)
    _during_the_year(tally, la_code, child, year)
    _placements(tally, la_code, child, year, places)
    now = _episode_on_31_march(child, year)
    if now is not None:
        _on_31_march(tally, la_code, child, year, places, now)
        _two_years(tally, la_code, child, year)
        _two_and_a_half_years(tally, la_code, child, year, now)


def _episode_on_31_march(child: Child, year: CollectionYear) -> tuple[Period, Episode] | None:
    found = [
        (episode.start, episode.sent, number)
        for number, period in enumerate(child.care)
        for episode in period.episodes
        if episode.open_on(year.last)
    ]
    if not found:
        return None
    _, sent, number = max(found)
    period = child.care[number]
    return period, next(episode for episode in period.episodes if episode.sent == sent)


def _on_31_march(
    tally: Tally,
    la_code: str,
    child: Child,
    year: CollectionYear,
    places: Gazetteer,
    now: tuple[Period, Episode],
) -> None:
    period, episode = now
    measure = "looked_after_on_31_march"
    locality = places.locality(episode.placed_at, la_code, year.year)
    placement = placement_leaf(episode, locality)
    distance = f"{places.distance_band(episode.home, episode.placed_at)}_{locality}"
    stays = sum(spell.start <= year.last and spell.end > year.first for one in child.care for spell in one.spells())
    tally.add(
        la_code,
        measure,
        {
            **who(child),
            **age_group(child, year.last),
            "category_of_need": need_leaf(period),
            "legal_status": legal_status_leaf(episode),
            "placement": placement,
            "placement_to_2022": placement,
            "placement_provider": provider_leaf(episode),
            "locality": locality,
            "distance_and_locality": distance,
            "uasc": uasc_leaf(child.asylum_until is not None and child.asylum_until > year.last),
            "motherhood": motherhood_leaf(child, year.last),
            "number_of_placements": {0: "1_placement", 1: "1_placement", 2: "2_placements"}.get(
                stays, "3_or_more_placements"
            ),
        },
    )
    for breakdown in ("placement", "placement_to_2022"):
        tally.cross(la_code, measure, (breakdown, placement), ("distance_and_locality", distance))
    host = places.authority_of_placement(episode.placed_at, la_code, year.year)
    if host is not None:
        whose = "own_children_placed_internally" if host == la_code else "other_children_placed_within"
        tally.add(host, "children_placed_within_local_authority", {"la_of_placement": whose})


def _started(tally: Tally, la_code: str, child: Child, year: CollectionYear, places: Gazetteer) -> None:
    started = [
        period
        for period in child.care
        if year.holds(period.start) and period.episodes[0].why_started == "S" and not period.is_under_24_hours
    ]
    if not started:
        return
    period = started[0]
    first = period.episodes[0]
    taken = first.legal_status in TAKEN_INTO_CARE
    tally.add(
        la_code,
        "started_during_year",
        {
            **who(child),
            **age_group(child, period.start),
            "category_of_need": need_leaf(period),
            "legal_status": legal_status_leaf(first),
            "placement": placement_leaf(first, places.locality(first.placed_at, la_code, year.year)),
            "taken_into_care": "taken_into_care" if taken else "not_taken_into_care",
            "uasc": uasc_leaf(child.asylum_until is not None and child.asylum_until > period.start),
        },
    )


def _ceased(tally: Tally, la_code: str, child: Child, year: CollectionYear) -> None:
    ceased = [
        period.last
        for period in child.care
        if year.holds(period.last.end) and period.last.why_ceased != "X1" and not period.is_under_24_hours
    ]
    if not ceased:
        return
    last = max(reversed(ceased), key=lambda episode: episode.end)
    everyone = {**who(child), **age_on_ceasing(child, last.end)}
    tally.add(
        la_code,
        "ceased_during_year",
        {
            **everyone,
            "reason_episode_ceased": last.why_ceased.lower() or "reason_episode_ceased_not_known",
            "uasc": uasc_leaf(child.asylum_until is not None and child.asylum_until >= last.end),
        },
    )
    if last.why_ceased in ("E11", "E12"):
        tally.add(la_code, "adopted_during_year", everyone)


def _during_the_year(tally: Tally, la_code: str, child: Child, year: CollectionYear) -> None:
    in_care = [
        episode
        for period in child.care
        if not period.is_under_24_hours
        for episode in period.episodes
        if year.touches(episode)
    ]
    if in_care:
        latest = max(in_care, key=lambda episode: (episode.start, episode.end))
        still = any(episode.open_on(year.last) for episode in in_care)
        on = year.last if still else latest.end
        tally.add(la_code, "looked_after_during_year", {**who(child), **age_group(child, on)})
    every = [episode for episode in child.episodes if year.touches(episode)]
    if every and all(episode.is_series for episode in every):
        tally.add(la_code, "exclusively_short_term_series", {})


def _placements(tally: Tally, la_code: str, child: Child, year: CollectionYear, places: Gazetteer) -> None:
    for period in child.care:
        for spell in period.spells():
            if not year.holds(spell.start):
                continue
            first = spell.episodes[0]
            locality = places.locality(first.placed_at, la_code, year.year)
            distance = places.distance_band(first.home, first.placed_at)
            tally.add(
                la_code,
                "new_placements_during_year",
                {
                    "distance_and_locality": f"{distance}_{locality}",
                    "placement": placement_leaf(first, locality),
                },
            )
    if year.year < REASON_FOR_CHANGE_SINCE:
        return
    for one, following in pairwise(child.episodes):
        if (
            not one.is_series
            and one.placement
            and one.why_ceased == "X1"
            and year.holds(one.end)
            and following.start == one.end
            and following.why_started in ("P", "B", "T", "U")
        ):
            reason = one.why_changed.lower() or "reason_for_placement_change_not_known"
            tally.add(la_code, "placement_changes_during_year", {"reason_for_placement_change": reason})


def _two_years(tally: Tally, la_code: str, child: Child, year: CollectionYear) -> None:
    before = CollectionYear(year.year - 1)
    whole = [episode for period in child.care for episode in period.episodes if episode.start < episode.end]
    if not any(episode.start <= before.last and episode.end > before.first for episode in whole):
        return
    spells = [spell for period in child.care for spell in period.spells()]
    stays = sum(spell.start <= year.last and spell.end > before.first for spell in spells)
    category = "with_3_or_more_placements" if stays >= 3 else "with_1_or_2_placements"
    tally.add(la_code, "looked_after_2_years_on_31_march", {"three_or_more_placements": category})


def _two_and_a_half_years(
    tally: Tally, la_code: str, child: Child, year: CollectionYear, now: tuple[Period, Episode]
) -> None:
    period, episode = now
    age = child.age(year.last)
    if age is None or age >= 16 or period.start > date(year.year - 3, 9, 30):
        return
    if any(one.is_series and one.end == period.start for one in child.episodes):
        return
    spells = [spell for spell in period.spells() if spell.start <= year.last]
    same = has_same_carer(spells, episode, date(year.year - 2, 3, 31))
    tally.add(
        la_code,
        "looked_after_2_and_half_years_aged_under_16",
        {"same_carer": "same_carer_2_years" if same else "not_same_carer_2_years"},
    )


def has_same_carer(spells: list[Spell], now: Episode, since: date) -> bool:
    """Whether the present placement, or with it the adoptive child's one before, began by that day."""
    if not spells:
        return False
    if spells[-1].start <= since:
        return True
    return (
        now.placement in PLACED_FOR_ADOPTION
        and len(spells) > 1
        and spells[-2].end == spells[-1].start
        and spells[-2].start <= since
    )
