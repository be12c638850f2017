"""Reads one LA's SSDA903 return for the recount: header, episodes and asylum-seeking children, as sent."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

EPISODES = {"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"}
HEADER = {"CHILD", "SEX", "DOB", "ETHNIC", "UPN"}
ASYLUM = {"CHILD", "SEX", "DOB", "DUC"}


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


def read_return(folder: Path, year: int, *, episodes_only: bool = False) -> Return:
    """Read the files of a folder that the recount needs; a folder that is not there is an empty return."""
    result = Return()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream)
            names = [name.strip().upper() for name in next(rows, [])]
            kind = set(names)
            if kind >= EPISODES:
                for line, row in enumerate(rows, start=2):
                    _add_episode(result, dict(zip(names, row, strict=True)), (year, line))
            elif episodes_only:
                continue
            elif kind >= HEADER:
                for row in rows:
                    _add_particulars(result, dict(zip(names, row, strict=True)))
            elif kind == ASYLUM:
                for row in rows:
                    record = dict(zip(names, row, strict=True))
                    result.asylum[record["CHILD"]] = day(record["DUC"]) or date.max
    return result


def postcodes_sent(returns: Path) -> set[str]:
    """Every home and placement postcode in the folder's episodes, of all LAs and years."""
    found: set[str] = set()
    for path in sorted((returns / "ssda903").glob("*/*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream)
            names = [name.strip().upper() for name in next(rows, [])]
            if set(names) >= EPISODES:
                home, placed_at = names.index("HOME_POST"), names.index("PL_POST")
                for row in rows:
                    found.update((row[home], row[placed_at]))
    return {postcode(text) for text in found}


def _add_episode(result: Return, record: dict[str, str], sent: tuple[int, int]) -> None:
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
    result.episodes.setdefault(record["CHILD"], []).append(episode)


def _add_particulars(result: Return, record: dict[str, str]) -> None:
    result.particulars[record["CHILD"]] = Particulars(
        sex=record["SEX"], born=day(record["DOB"]), ethnicity=record["ETHNIC"], is_mother=record.get("MOTHER") == "1"
    )


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
