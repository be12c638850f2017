"""Reads one LA's SSDA903 return for the recount, as sent.

A record sent twice alike counts once; of several records of a child where one is due, the last counts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from .records import Absence, Adoption, AdoptionPlan, Aftercare, Outcomes, Review

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of episodes: a placement under one legal status, from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    """date.max while the episode is open."""
    why_started: str
    legal_status: str
    need: str
    placement: str
    provider: str
    why_ceased: str
    why_changed: str
    home: str
    placed_at: str
    urn: str
    sent: tuple[int, int]
    """Collection year and line, the order in which it was sent."""

    @property
    def is_series(self) -> bool:
        """Whether it is part of an agreed series of short-term placements."""
        return self.legal_status in ("V3", "V4")

    @property
    def is_temporary(self) -> bool:
        """Whether it is a temporary move, T0 to T4."""
        return self.placement in ("T0", "T1", "T2", "T3", "T4")

    @property
    def is_under_24_hours(self) -> bool:
        """Whether it ended on the day it began."""
        return self.start == self.end

    def open_on(self, day: date) -> bool:
        """Whether the child was in this episode at the end of that day."""
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a header says of a child."""

    sex: str
    born: date | None
    ethnicity: str
    is_mother: bool


@dataclass
class Return:
    """What one LA sent for one year, by child."""

    episodes: dict[str, list[Episode]] = field(default_factory=dict)
    particulars: dict[str, Particulars] = field(default_factory=dict)
    asylum: dict[str, date] = field(default_factory=dict)
    """The day the status ceased; date.max when it did not."""
    reviews: dict[str, list[Review]] = field(default_factory=dict)
    outcomes: dict[str, Outcomes] = field(default_factory=dict)
    aftercare: dict[str, Aftercare] = field(default_factory=dict)
    adoptions: dict[str, Adoption] = field(default_factory=dict)
    adoption_plans: dict[str, list[AdoptionPlan]] = field(default_factory=dict)
    previous_permanence: dict[str, str] = field(default_factory=dict)
    absences: dict[str, list[Absence]] = field(default_factory=dict)


Adder = Callable[[Return, str, Record, tuple[int, int]], None]


def read_return(folder: Path, year: int) -> Return:
    """Read the files of a folder; a folder that is not there is an empty return."""
    result = Return()
    for path in sorted(folder.glob("*.csv")):
        for names, rows in _table(path):
            add = next((ADDERS[name] for name in names if name in ADDERS), None)
            if add is None:
                continue
            seen: set[tuple[str, ...]] = set()
            for line, row in enumerate(rows, start=2):
                if tuple(row) not in seen:
                    seen.add(tuple(row))
                    record = dict(zip(names, row, strict=True))
                    add(result, record["CHILD"], record, (year, line))
    return result


def postcodes_sent(returns: Path) -> set[str]:
    """Every home and placement postcode in the folder's episodes, of all LAs and years."""
    found: set[str] = set()
    for path in sorted((returns / "ssda903").glob("*/*/*.csv")):
        for names, rows in _table(path):
            if "DECOM" in names:
                home, placed_at = names.index("HOME_POST"), names.index("PL_POST")
                for row in rows:
                    found.update((row[home], row[placed_at]))
    return {postcode(text) for text in found}


def _table(path: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        yield [name.strip().upper() for name in next(rows, [])], rows


def _add_episode(result: Return, child: str, record: Record, sent: tuple[int, int]) -> None:
    start = day(record["DECOM"])
    if start is None:
        return
    episode = Episode(
        start=start,
        end=day(record["DEC"]) or date.max,
        why_started=record["RNE"],
        legal_status=record["LS"],
        need=record["CIN"],
        placement=record["PLACE"],
        provider=record["PLACE_PROVIDER"],
        why_ceased=record["REC"],
        why_changed=record.get("REASON_PLACE_CHANGE", ""),
        home=postcode(record["HOME_POST"]),
        placed_at=postcode(record["PL_POST"]),
        urn=record.get("URN", ""),
        sent=sent,
    )
    episodes = result.episodes.setdefault(child, [])
    if not episode.is_under_24_hours:
        # Of several that begin on one day and last, the later line is used.
        episodes[:] = [one for one in episodes if one.is_under_24_hours or one.start != start]
    episodes.append(episode)


def _add_particulars(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.particulars[child] = Particulars(
        sex=record["SEX"], born=day(record["DOB"]), ethnicity=record["ETHNIC"], is_mother=record.get("MOTHER") == "1"
    )


def _add_asylum(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.asylum[child] = day(record["DUC"]) or date.max


def _add_review(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.reviews.setdefault(child, []).append(Review(day(record["REVIEW"]), record["REVIEW_CODE"]))


def _add_outcomes(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.outcomes[child] = Outcomes(
        int(record["SDQ_SCORE"]) if record["SDQ_SCORE"] else None,
        *(
            {"1": True, "0": False}.get(record[name])
            for name in (
                "CONVICTED",
                "HEALTH_CHECK",
                "IMMUNISATIONS",
                "TEETH_CHECK",
                "HEALTH_ASSESSMENT",
                "SUBSTANCE_MISUSE",
                "INTERVENTION_RECEIVED",
                "INTERVENTION_OFFERED",
            )
        ),
    )


def _add_aftercare(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.aftercare[child] = Aftercare(day(record["DOB"]), record["IN_TOUCH"], record["ACTIV"], record["ACCOM"])


def _add_adoption(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.adoptions[child] = Adoption(
        day(record["DATE_INT"]),
        day(record["DATE_MATCH"]),
        record["NB_ADOPTR"],
        record["SEX_ADOPTR"],
        record["LS_ADOPTR"],
    )


def _add_adoption_plan(result: Return, child: str, record: Record, sent: tuple[int, int]) -> None:
    plan = AdoptionPlan(
        day(record["DATE_PLACED"]), day(record["DATE_PLACED_CEASED"]), record["REASON_PLACED_CEASED"], sent[1]
    )
    result.adoption_plans.setdefault(child, []).append(plan)


def _add_previous_permanence(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    result.previous_permanence[child] = record["PREV_PERM"]


def _add_absence(result: Return, child: str, record: Record, _: tuple[int, int]) -> None:
    absence = Absence(day(record["DOB"]), record["MISSING"], day(record["MIS_START"]), day(record["MIS_END"]))
    result.absences.setdefault(child, []).append(absence)


# A column that only one kind of file has.
ADDERS: dict[str, Adder] = {
    "DECOM": _add_episode,
    "ETHNIC": _add_particulars,
    "DUC": _add_asylum,
    "REVIEW_CODE": _add_review,
    "SDQ_SCORE": _add_outcomes,
    "ACTIV": _add_aftercare,
    "DATE_INT": _add_adoption,
    "DATE_PLACED": _add_adoption_plan,
    "PREV_PERM": _add_previous_permanence,
    "MIS_START": _add_absence,
}


@cache
def day(text: str) -> date | None:
    """A day written dd/mm/yyyy, or nothing."""
    if not text:
        return None
    of_month, month, year = text.split("/")
    return date(int(year), int(month), int(of_month))


def postcode(text: str) -> str:
    """A postcode without its space."""
    return text.replace(" ", "").upper()
