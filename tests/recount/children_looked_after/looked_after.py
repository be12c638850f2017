"""Children looked after: on 31 March, for one, two and two and a half years, during the year; and their reviews."""

from __future__ import annotations

from datetime import date

from .case import Case
from .leaves import (
    TYPES,
    TYPES_TO_2022,
    age_group,
    legal_status_leaf,
    motherhood_leaf,
    need_leaf,
    placement_leaf,
    provider_leaf,
    type_leaves,
    type_of,
    uasc_leaf,
)
from .life import Period, Spell
from .reading import Episode
from .tally import each_with

PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
OF_UASC = (
    "sex",
    "age_under_16",
    "category_of_need",
    "ethnicity",
    "placement",
    "placement_of_uasc",
    "placement_to_2022",
)
STAYS = {0: "1_placement", 1: "1_placement", 2: "2_placements"}


def count_looked_after(case: Case) -> None:
    """Every measure of being looked after."""
    _during_the_year(case)
    if case.now is not None:
        _on_31_march(case, *case.now)
        _reviews(case)
        if case.for_12_months:
            leaves = {**case.who, **age_group(case.child, case.year.last), **type_leaves(case.now[1])}
            case.tally.add(case.la_code, "looked_after_12_months_on_31_march", leaves)
        if case.for_2_years:
            _two_years(case)
        _two_and_a_half_years(case, *case.now)


def attributes(case: Case, period: Period, episode: Episode) -> dict[str, str]:
    """What is known of the child and its placement on 31 March."""
    age = case.child.age(case.year.last)
    under_16 = "age_not_known" if age is None else "under_16" if age < 16 else "16_and_over"
    placement = placement_leaf(episode, case.locality(episode))
    return {
        **case.who,
        **age_group(case.child, case.year.last),
        "age_under_16": under_16,
        "category_of_need": need_leaf(period),
        "legal_status": legal_status_leaf(episode),
        "placement": placement,
        "placement_to_2022": placement,
        "uasc": uasc_leaf(case.is_asylum_seeker_after(case.year.last)),
    }


def _on_31_march(case: Case, period: Period, episode: Episode) -> None:
    leaves = attributes(case, period, episode)
    first, last = case.year.first, case.year.last
    stays = sum(spell.start <= last and spell.end > first for spell in case.spells)
    leaves |= {
        "placement_of_uasc": leaves["placement"],
        "placement_by_locality": leaves["placement"],
        "placement_by_locality_to_2022": leaves["placement"],
        "placement_provider": provider_leaf(episode),
        "locality": case.locality(episode),
        "distance_and_locality": case.distance_and_locality(episode),
        "motherhood": motherhood_leaf(case.child, last),
        "number_of_placements": STAYS.get(stays, "3_or_more_placements"),
    }
    crossed = each_with("uasc", OF_UASC)
    crossed += each_with("distance_and_locality", ("placement", "placement_to_2022"))
    crossed += each_with("placement_provider", ("placement_by_locality", "placement_by_locality_to_2022"))
    case.tally.add(case.la_code, "looked_after_on_31_march", leaves, crossed, only_crossed=("placement_of_uasc",))
    host = case.places.authority_of_placement(episode.placed_at, case.la_code, case.year.year)
    if host is not None:
        whose = "own_children_placed_internally" if host == case.la_code else "other_children_placed_within"
        case.tally.add(host, "children_placed_within_local_authority", {"la_of_placement": whose})


def _reviews(case: Case) -> None:
    held = [
        (review.held, number, review.method)
        for number, review in enumerate(case.child.sent.reviews.get(case.child.name, []))
        if review.held is not None and case.year.holds(review.held)
    ]
    method = (max(held)[2].lower() or "participation_method_not_known") if held else "not_reviewed_in_year"
    case.tally.add(case.la_code, "participation_in_last_review", {"participation_method": method})


def _during_the_year(case: Case) -> None:
    if case.in_care:
        latest = max(case.in_care, key=lambda episode: (episode.start, episode.end))
        still = any(episode.open_on(case.year.last) for episode in case.in_care)
        on = case.year.last if still else latest.end
        case.tally.add(case.la_code, "looked_after_during_year", {**case.who, **age_group(case.child, on)})
    stays = [episode for episode in case.in_care if not episode.is_under_24_hours]
    for suffix, types in (("", TYPES), ("_to_2022", TYPES_TO_2022)):
        for used in sorted({type_of(episode, types) for episode in stays}):
            leaves = {f"placement_types_used{suffix}": used}
            case.tally.add(case.la_code, f"placement_types_used_during_year{suffix}", leaves)
    every = [episode for episode in case.child.episodes if case.year.touches(episode)]
    if every and all(episode.is_series for episode in every):
        case.tally.add(case.la_code, "exclusively_short_term_series", {})


def _two_years(case: Case) -> None:
    since = date(case.year.year - 2, 4, 1)
    stays = sum(spell.start <= case.year.last and spell.end > since for spell in case.spells)
    category = "with_3_or_more_placements" if stays >= 3 else "with_1_or_2_placements"
    case.tally.add(case.la_code, "looked_after_2_years_on_31_march", {"three_or_more_placements": category})


def _two_and_a_half_years(case: Case, period: Period, episode: Episode) -> None:
    same = same_carer_for_two_years(case, period, episode)
    if same is None:
        return
    leaves = attributes(case, period, episode)
    del leaves["category_of_need"], leaves["age_under_16"]
    crossed = each_with("same_carer", leaves)
    leaves["same_carer"] = "same_carer_2_years" if same else "not_same_carer_2_years"
    case.tally.add(case.la_code, "looked_after_2_and_half_years_aged_under_16", leaves, crossed)


def same_carer_for_two_years(case: Case, period: Period, episode: Episode) -> bool | None:
    """Whether a child under 16 in care for two and a half years has had one carer for two; None of other children."""
    age = case.child.age(case.year.last)
    if age is None or age >= 16 or period.start > date(case.year.year - 3, 9, 30):
        return None
    if any(one.is_series and one.end == period.start for one in case.child.episodes):
        return None
    spells = [spell for spell in period.spells if spell.start <= case.year.last]
    return has_same_carer(spells, episode, date(case.year.year - 2, 3, 31))


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
