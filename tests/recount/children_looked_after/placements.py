"""Placements: new ones, those that ceased, their changes, and how many a child has had."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from .case import Case
from .dates import months_band
from .leaves import (
    age_group,
    duration_of_care,
    legal_status_leaf,
    need_leaf,
    placement_leaf,
    type_leaves,
    uasc_leaf,
)
from .life import Period, Spell
from .reading import Episode
from .tally import each_with

REASON_FOR_CHANGE_SINCE = 2016
TIMES_IN_PLACEMENT = (
    (1, "8_days_to_1_month"),
    (3, "1_to_3_months"),
    (6, "3_to_6_months"),
    (12, "6_months_to_1_year"),
    (24, "1_to_2_years"),
    (60, "2_to_5_years"),
)
ADOPTERS, RELATIVES_OR_FRIENDS = ("A3", "A4", "A5", "A6"), ("U1", "U2", "U3", "Q1")
OTHER_FOSTER_CARERS, RESIDENTIAL = ("U4", "U5", "U6", "Q2"), ("K1", "K2", "R1", "R2", "R3", "R5", "S1")
BOTH_TYPES = ("placement_type", "placement_type_to_2022")


def count_placements(case: Case) -> None:
    """Every measure of placements."""
    for period in case.child.care:
        for episode in period.placed_anew:
            if case.year.holds(episode.start):
                _new(case, episode)
    for spell in case.spells:
        if case.year.holds(spell.end):
            _ceased(case, spell)
    _changes(case)
    if case.now is not None:
        for kind, reason in moves_between_carers(case):
            leaves = {
                "kind_of_move": kind,
                "reason_for_placement_change": reason.lower() or "reason_for_placement_change_not_known",
            }
            case.tally.add(case.la_code, "moves_between_carers_during_year", leaves, [tuple(leaves)])
        since = case.year.first
        _held(case, "placements_of_looked_after_on_31_march", since, case.now[1])
        group = "12_months" if case.for_12_months else "under_12_months"
        _held(case, f"placements_of_looked_after_{group}", since, case.now[1])
        if case.for_2_years:
            _held(case, "placements_of_looked_after_2_years", date(case.year.year - 2, 4, 1), case.now[1])


def moves_between_carers(case: Case) -> list[tuple[str, str]]:
    """The moves to another carer in the year: what kind, and the reason that the placement left gives."""
    found = []
    for period in case.child.care:
        for spell in period.spells[1:]:
            if case.year.holds(spell.start):
                first = spell.episodes[0]
                left = period.episodes[period.episodes.index(first) - 1]
                kind = "other_move_between_carers"
                if first.placement in ADOPTERS:
                    kind = "to_adopters"
                elif first.placement in RELATIVES_OR_FRIENDS:
                    kind = "to_relatives_or_friends"
                elif first.placement in OTHER_FOSTER_CARERS and left.placement in RESIDENTIAL:
                    kind = "from_residential_to_foster"
                found.append((kind, left.why_changed))
    return found


def _new(case: Case, first: Episode) -> None:
    placement = placement_leaf(first, case.locality(first))
    leaves = {
        "placement": placement,
        "placement_to_2022": placement,
        "distance_and_locality": case.distance_and_locality(first),
    }
    crossed = each_with("distance_and_locality", ("placement", "placement_to_2022"))
    case.tally.add(case.la_code, "new_placements_during_year", leaves, crossed)


def _ceased(case: Case, spell: Spell) -> None:
    types = type_leaves(spell.episodes[-1])
    band = "1_to_7_days"
    if spell.days > 7:
        band = months_band(spell.start, spell.end, TIMES_IN_PLACEMENT, "5_years_and_over")
    case.tally.add(
        case.la_code,
        "placements_ceasing_during_year",
        {**types, "duration_of_placement": band, "duration_in_days": str(spell.days)},
        crossed=each_with("duration_of_placement", BOTH_TYPES) + each_with("duration_in_days", BOTH_TYPES),
    )
    case.tally.add(case.la_code, "days_of_placements_ceasing_during_year", types, amount=spell.days)


def _changes(case: Case) -> None:
    if case.year.year < REASON_FOR_CHANGE_SINCE:
        return
    for one, following in pairwise(case.child.episodes):
        if (
            not one.is_series
            and one.placement
            and one.why_ceased == "X1"
            and case.year.holds(one.end)
            and following.start == one.end
            and following.why_started in ("P", "B", "T", "U")
        ):
            period = next(period for period in case.child.care if one in period.episodes)
            leaves = {
                "sex": case.who["sex"],
                **age_group(case.child, one.end),
                **type_leaves(one),
                "category_of_need": need_leaf(period),
                "duration_since_placed": duration_of_care(_placed(period, one), one.end),
            }
            crossed = each_with("reason_for_placement_change", leaves)
            leaves["reason_for_placement_change"] = one.why_changed.lower() or "reason_for_placement_change_not_known"
            case.tally.add(case.la_code, "placement_changes_during_year", leaves, crossed)


def _placed(period: Period, episode: Episode) -> date:
    """When the child came to the placement of an episode; temporary moves and those of a day are apart."""
    if episode.is_temporary or episode.is_under_24_hours:
        return episode.start
    return next(spell.start for spell in period.spells if episode in spell.episodes)


def _held(case: Case, measure: str, since: date, now: Episode) -> None:
    stays = max(sum(spell.start <= case.year.last and spell.end > since for spell in case.spells), 1)
    episodes = [
        episode
        for period in case.child.care
        for episode in period.episodes
        if not episode.is_under_24_hours and episode.start <= case.year.last and episode.end > since
    ]
    first = min(episodes, key=lambda episode: (episode.start, episode.end, episode.sent))
    placed = [episode for episode in episodes if not episode.is_temporary]
    first_placed = min(placed, key=lambda episode: (episode.start, episode.end, episode.sent), default=now)
    leaves = {
        **case.who,
        **age_group(case.child, case.year.last),
        "legal_status": legal_status_leaf(first),
        **type_leaves(first_placed),
        "uasc": uasc_leaf(case.is_asylum_seeker_after(case.year.last)),
    }
    crossed = each_with("number_of_placements_held", leaves)
    leaves["number_of_placements_held"] = _number(stays)
    case.tally.add(case.la_code, measure, leaves, crossed)


def _number(stays: int) -> str:
    if stays >= 7:
        return "7_or_more_placements"
    return "1_placement" if stays == 1 else f"{stays}_placements"
