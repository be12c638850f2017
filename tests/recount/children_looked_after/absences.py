"""Children missing and away from placement without authorisation."""

from __future__ import annotations

from .case import Case
from .dates import completed_years
from .leaves import age_band, code_leaf
from .reading import Episode
from .records import Absence

SINCE = 2015
STATUSES = {"M": "missing", "A": "away"}
TIMES = (
    (0, "less_than_1_day"),
    (2, "1_to_2_days"),
    (7, "3_to_7_days"),
    (10, "8_to_10_days"),
    (15, "11_to_15_days"),
    (20, "16_to_20_days"),
    (30, "21_to_30_days"),
)


def count_absences(case: Case) -> None:
    """Incidents and children, of either kind."""
    if case.year.year < SINCE or not case.in_care:
        return
    sent = case.child.sent.absences.get(case.child.name, [])
    for status, name in STATUSES.items():
        incidents = [absence for absence in sent if absence.status == status and _in_year(case, absence)]
        for absence in incidents:
            _incident(case, name, absence)
        if incidents:
            _child(case, name, incidents)


def _in_year(case: Case, absence: Absence) -> bool:
    first, last = case.year.first, case.year.last
    since, until = absence.since, absence.until
    return since is not None and since <= last and (until is None or (until >= first and until >= since))


def _incident(case: Case, name: str, absence: Absence) -> None:
    since, last = absence.since, case.year.last
    if since is None:
        return
    days = (min(absence.until or last, last) - since).days
    born = case.child.particulars.born or absence.born
    episode = _placed_on(case, absence)
    code = code_leaf(episode) if episode else "placement_not_known"
    told_now = episode is not None and episode.sent[0] == case.year.year
    leaves = {
        "age_group": age_band(None if born is None else completed_years(born, since)),
        "duration_of_incident": next((band for most, band in TIMES if days <= most), "more_than_30_days"),
        "placement_missing_from": code,
        "placement_missing_from_to_2022": code,
        "locality": case.locality(episode) if episode and told_now else "locality_not_known",
        "days_of_incident": str(days),
    }
    case.tally.add(case.la_code, f"{name}_incidents", leaves)
    case.tally.add(case.la_code, f"days_{name}", {}, amount=days)


def _placed_on(case: Case, absence: Absence) -> Episode | None:
    """The episode that the child was in on the day, or else that ended on it."""
    day = absence.since
    episodes = [episode for period in case.child.care for episode in period.episodes]
    there = [episode for episode in episodes if day is not None and episode.open_on(day)]
    there = there or [episode for episode in episodes if episode.end == day]
    return max(there, key=lambda episode: (episode.start, episode.sent), default=None)


def _child(case: Case, name: str, incidents: list[Absence]) -> None:
    first, last = case.year.first, case.year.last
    begun = sum(absence.since is not None and absence.since >= first for absence in incidents)
    absent = "not_absent_on_31_march"
    if case.now is not None and any(absence.until is None or absence.until > last for absence in incidents):
        absent = f"absent_on_31_march_{'uasc' if case.is_asylum_seeker_after(last) else 'non_uasc'}"
    leaves = {
        **case.who,
        "absent_more_than_once": "more_than_once" if begun >= 2 else "not_more_than_once",
        "absent_on_31_march": absent,
    }
    case.tally.add(case.la_code, f"children_{name}", leaves)
