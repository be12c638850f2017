"""Children who started and who ceased to be looked after."""

from __future__ import annotations

from .case import Case
from .leaves import (
    age_group,
    age_on_ceasing,
    duration_of_care,
    legal_status_leaf,
    need_leaf,
    placement_leaf,
    uasc_leaf,
    up_to_ten,
)
from .life import Period
from .reading import Episode

TAKEN_INTO_CARE = ("C1", "C2", "L1", "L2", "L3")
PERMANENCE = ("P1", "P2", "P3", "P4", "Z1")


def count_flows(case: Case) -> None:
    """The first start and the last end of the year."""
    for period in case.child.care:
        first = period.episodes[0]
        if case.year.holds(period.start) and first.why_started == "S" and not period.is_under_24_hours:
            _started(case, period, first)
            break
    if case.ceased is not None:
        _ceased(case, case.ceased)


def _placement(case: Case, episode: Episode) -> dict[str, str]:
    leaf = placement_leaf(episode, case.locality(episode))
    return {"placement": leaf, "placement_to_2022": leaf}


def _started(case: Case, period: Period, first: Episode) -> None:
    before = case.child.sent.previous_permanence.get(case.child.name, "")
    leaves = {
        **case.who,
        **age_group(case.child, period.start),
        **_placement(case, first),
        "category_of_need": need_leaf(period),
        "legal_status": legal_status_leaf(first),
        "taken_into_care": "taken_into_care" if first.legal_status in TAKEN_INTO_CARE else "not_taken_into_care",
        "uasc": uasc_leaf(case.is_asylum_seeker_after(period.start)),
        "previous_permanence": before.lower() if before in PERMANENCE else "previous_permanence_not_reported",
    }
    case.tally.add(case.la_code, "started_during_year", leaves)


def age_known(case: Case, period: Period) -> bool:
    """Whether the date of birth is known and not after the start of the period of care."""
    born = case.child.particulars.born
    return born is not None and born <= period.start


def _ceased(case: Case, period: Period) -> None:
    last = period.last
    until_then = [one for one in case.child.care[: case.child.care.index(period) + 1] if not one.is_under_24_hours]
    stays = sum(spell.start <= last.end for one in until_then for spell in one.spells)
    leaves = {
        **case.who,
        **age_on_ceasing(case.child, last.end),
        **_placement(case, last),
        "reason_episode_ceased": reason_leaf(last),
        "uasc": uasc_leaf(case.child.asylum_until is not None and case.child.asylum_until >= last.end),
        "category_of_need": need_leaf(period),
        "legal_status": legal_status_leaf(last),
        "duration_of_period_of_care": duration_of_care(period.start, last.end),
        "number_of_periods_of_care": up_to_ten(len(until_then)),
        "number_of_placements_in_care": up_to_ten(max(stays, 1)),
        "age_known": "age_known" if age_known(case, period) else "age_not_known",
    }
    crossed = [
        ("number_of_periods_of_care", "age_on_ceasing"),
        ("number_of_placements_in_care", "age_on_ceasing"),
        ("age_known", "reason_episode_ceased"),
    ]
    case.tally.add(case.la_code, "ceased_during_year", leaves, crossed)
    _days(case, period)


def reason_leaf(last: Episode) -> str:
    """Why care ceased."""
    return last.why_ceased.lower() or "reason_episode_ceased_not_known"


def _days(case: Case, period: Period) -> None:
    ceased, reason = period.last.end, {"reason_episode_ceased": reason_leaf(period.last)}
    in_care = max((ceased - period.start).days, 0)
    case.tally.add(case.la_code, "days_looked_after_on_ceasing", reason, amount=in_care)
    born = case.child.particulars.born
    if born is not None and age_known(case, period):
        case.tally.add(case.la_code, "days_of_age_on_ceasing", reason, amount=(ceased - born).days)
        at_start = (period.start - born).days
        case.tally.add(case.la_code, "days_of_age_on_starting_final_period", reason, amount=at_start)
