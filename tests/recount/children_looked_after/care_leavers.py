"""Care leavers: contact, activity and accommodation around a birthday, and who stays with former foster carers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .dates import birthday, completed_years
from .leaves import code_leaf, who_is
from .life import NOT_SENT, CollectionYear
from .reading import Episode, Return
from .records import Aftercare
from .tally import Tally, each_with

CONTACT = {
    "YES": "in_touch",
    "NO": "not_in_touch",
    "REFU": "refuses_contact",
    "NREQ": "no_longer_requires_services",
}
ACTIVITIES = {f"{time}{kind}" for time in "FP" for kind in "12345"} | {"G4", "G5", "G6"}
ACCOMMODATION = {
    "B": "parents_or_relatives",
    "C": "community_home",
    "D": "semi_independent",
    "E": "supported_lodgings",
    "G": "gone_abroad",
    "H": "deported",
    "K": "ordinary_lodgings",
    "R": "residence_not_known",
    "S": "no_fixed_abode",
    "T": "foyers",
    "U": "independent_living",
    "V": "emergency_accommodation",
    "W": "bed_and_breakfast",
    "X": "in_custody",
    "Y": "other_accommodation",
    "Z": "former_foster_carers",
}
STAYING_PUT_SINCE = 2016
CUSTODY_NEVER_SUITABLE_SINCE = 2015


def ages_followed_up(year: int) -> range:
    """Ages of the care leavers of a collection year."""
    return range(19, 22) if year <= 2015 else range(17, 22) if year <= 2022 else range(17, 26)


@dataclass(frozen=True)
class Leaver:
    """A care leaver with the last episode of care and the last placement that the LA's returns tell."""

    record: Aftercare
    age: int
    leaves: dict[str, str]
    last_episode: Episode | None
    left_on_18th_birthday: bool


def count_care_leavers(tally: Tally, la_code: str, returns: Sequence[Return], year: CollectionYear) -> None:
    """``returns`` are those of the LA up to the year, oldest first."""
    for child, record in returns[-1].aftercare.items():
        leaver = _leaver(child, record, returns, year)
        if leaver is None or record.in_touch == "RHOM":
            continue
        if year.year == 2014:
            _with_those_who_died(tally, la_code, leaver)
        if record.in_touch == "DIED":
            continue
        if leaver.age <= 21:
            _up_to_21(tally, la_code, leaver, year.year)
        else:
            leaves = {name: leaf for name, leaf in leaver.leaves.items() if name not in ("ethnicity", "placement_type")}
            crossed = [*each_with("care_leaver_age", leaves), ("care_leaver_age", "formerly_uasc", "sex")]
            tally.add(la_code, "care_leavers_aged_22_to_25", leaves, crossed)


def _leaver(child: str, record: Aftercare, returns: Sequence[Return], year: CollectionYear) -> Leaver | None:
    header = next((one.particulars[child] for one in reversed(returns) if child in one.particulars), NOT_SENT)
    born = record.born or header.born
    if born is None or completed_years(born, year.last) not in ages_followed_up(year.year):
        return None
    age = completed_years(born, year.last)
    episodes = [
        episode
        for one in returns
        for episode in one.episodes.get(child, [])
        if not episode.is_series and not episode.is_under_24_hours
    ]
    last = max(episodes, key=lambda one: (one.start, one.sent), default=None)
    placed = [episode for episode in episodes if not episode.is_temporary]
    last_placed = max(placed, key=lambda one: (one.start, one.sent), default=None)
    leaves = {
        **who_is(header),
        "care_leaver_age": str(age),
        "in_touch": CONTACT.get(record.in_touch, "in_touch_not_known"),
        "activity": _activity(record),
        "accommodation": _accommodation(record),
        "suitability": _suitability(record, year.year),
        "formerly_uasc": "formerly_uasc" if any(child in one.asylum for one in returns) else "not_formerly_uasc",
        "placement_type": code_leaf(last_placed) if last_placed else "placement_not_known",
    }
    on_birthday = last is not None and last.end == birthday(born, 18) and last.why_ceased != "X1"
    return Leaver(record, age, leaves, last_placed, on_birthday)


def _up_to_21(tally: Tally, la_code: str, leaver: Leaver, year: int) -> None:
    crossed = [
        *each_with("care_leaver_age", leaver.leaves),
        ("care_leaver_age", "activity", "ethnicity"),
        ("care_leaver_age", "activity", "placement_type"),
        ("care_leaver_age", "formerly_uasc", "sex"),
    ]
    tally.add(la_code, "care_leavers", leaver.leaves, crossed)
    fostered = leaver.leaves["placement_type"][0] in "uq"
    if year >= STAYING_PUT_SINCE and leaver.age in (18, 19, 20) and leaver.left_on_18th_birthday and fostered:
        stays = leaver.leaves["accommodation"] == "former_foster_carers"
        leaves = {
            "care_leaver_age": leaver.leaves["care_leaver_age"],
            "staying_put": f"{'' if stays else 'not_'}with_former_foster_carers",
        }
        tally.add(la_code, "care_leavers_staying_put", leaves, [("care_leaver_age", "staying_put")])


def _with_those_who_died(tally: Tally, la_code: str, leaver: Leaver) -> None:
    names = ("activity", "accommodation", "suitability")
    died = leaver.record.in_touch == "DIED"
    leaves = {f"{name}_or_died": "died" if died else leaver.leaves[name] for name in names}
    leaves["care_leaver_age"] = leaver.leaves["care_leaver_age"]
    tally.add(la_code, "care_leavers_with_those_who_died", leaves)


def _why_not_known(record: Aftercare) -> str:
    contact = CONTACT.get(record.in_touch, "not_in_touch")
    return f"not_known_{contact}"


def _activity(record: Aftercare) -> str:
    return record.activity.lower() if record.activity in ACTIVITIES else f"activity_{_why_not_known(record)}"


def _accommodation(record: Aftercare) -> str:
    return ACCOMMODATION.get(record.accommodation[:1]) or f"accommodation_{_why_not_known(record)}"


def _suitability(record: Aftercare, year: int) -> str:
    letter, digit = record.accommodation[:1], record.accommodation[1:]
    if letter not in ACCOMMODATION:
        return "suitability_not_known"
    if letter in "GHR":
        return "suitability_not_applicable"
    never = "SX" if year >= CUSTODY_NEVER_SUITABLE_SINCE else "S"
    return "not_suitable" if letter in never or digit == "2" else "suitable"
