"""Why figures differ between two releases: what changed in between, and which of it can move a figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.analyse.areas import Areas
from pipeline.analyse.figures import Shown
from pipeline.design.statistic import PER
from pipeline.foundation.stages import UnreadableInput
from pipeline.reference.periods import period_of

RETURNS, RESTATED, POPULATION, METHOD, CODE, PROTECTION, UNKNOWN = CAUSES = (
    "returns sent again",
    "restated in the return of a later quarter",
    "population",
    "rules of the policy",
    "method or code",
    "protection of other figures",
    "not known",
)
"""What can move a figure. Returns are known where ``restricted/`` of both releases is there."""


@dataclass(frozen=True)
class Changes:
    """What changed between two releases; ``sent_again`` are the senders whose files differ, None if nobody can tell.

    ``told_later`` are the (financial year, sender) of whom a return of a later quarter has come, which tells of all of
    its year.
    """

    policy: bool
    code: bool
    populations: bool
    sent_again: frozenset[str] | None
    told_later: frozenset[tuple[str, str]] = frozenset()

    def cause(self, shown: Shown, old: str, new: str, areas: Areas) -> str:
        """The likeliest cause of a figure's change, the nearest to its own records first."""
        if _have_part_in(self.sent_again or (), shown.area_code, areas):
            return RETURNS
        period = period_of(shown.year)
        of_year = {sender for year, sender in self.told_later if period.quarter and str(period).startswith(year)}
        if _have_part_in(of_year, shown.area_code, areas):
            return RESTATED
        if self.populations and shown.statistic in PER:
            return POPULATION
        if self.policy:
            return METHOD
        if not (_is_number(old) and _is_number(new)) and not self.code:
            return PROTECTION
        return CODE if self.code else UNKNOWN


def _have_part_in(senders: Iterable[str], area_code: str, areas: Areas) -> bool:
    """Whether one of the senders is the area, or is added into it."""
    known = {area.area_code for area in areas.local_authorities}
    return any(code == area_code or (code in known and area_code in areas.above(code)) for code in senders)


def changes_between(old: Path, new: Path) -> Changes:
    """What changed from one release folder to another, from their manifests and, where it is there, ``restricted/``."""
    return changes_since(old, _manifest(new), _inputs(new))


def changes_since(old: Path, after: Mapping[str, Any], inputs: Mapping[str, str] | None) -> Changes:
    """What changed from a release folder to one of which the head of the manifest and the files read are given."""
    before, read = _manifest(old), _inputs(old)
    return Changes(
        before["policy"] != after["policy"],
        before["code_version"] != after["code_version"],
        before.get("populations") != after.get("populations"),
        _sent_again(read, inputs),
        told_later(read, inputs),
    )


def _manifest(release: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((release / "publish" / "manifest.json").read_text(encoding="utf-8"))
    return content


def _sent_again(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> frozenset[str] | None:
    """The senders of whom some file was read for both releases and differs, or was read for one of a year of both."""
    if before is None or after is None:
        return None
    years = {_year(path) for path in before} & {_year(path) for path in after}
    changed = {
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path) and _year(path) in years
    }
    return frozenset(path.split("/")[-2] for path in changed)


def told_later(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> frozenset[tuple[str, str]]:
    """The (financial year, sender) of files of a quarter that only the later release read, of a year that both did."""
    periods = {_year(path) for path in before or ()}
    years = {period[:2] for period in periods}
    later = [path for path in after or () if _year(path) not in periods and _year(path)[:2] in years]
    return frozenset((path.split("/")[1], path.split("/")[-2]) for path in later)


def _year(path: str) -> tuple[str, ...]:
    """The return and period that a file of a returns folder is of: all of its path but sender and name."""
    return tuple(path.split("/")[:-2])


def _inputs(release: Path) -> dict[str, str] | None:
    """The files read, by path, with their SHA-256; None where the release is published without its restricted half."""
    path = release / "restricted" / "inputs.json"
    if not path.is_file():
        return None
    try:
        return {one["path"]: one["sha256"] for one in json.loads(path.read_text(encoding="utf-8"))["inputs"]}
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"{path} cannot be read as the inputs of a release.") from error


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit()
