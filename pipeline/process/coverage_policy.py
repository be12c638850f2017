"""What a release does about returns that did not come: the section [coverage] of its release.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.stages import UsageError

ESTIMATED, NOT_AVAILABLE = "estimated", "not available"
CARRIED_FORWARD = "carried_forward"
MISSING, LEFT_OUT = "missing_authorities", "left out"
TYPES: Mapping[str, type] = {"least_authorities": int, "least_child_population": int, "areas_without_figures": str}


@dataclass(frozen=True)
class CoveragePolicy:
    """The floor under which nothing is published, and what is printed of areas without any known figure.

    ``least_authorities`` and ``least_child_population`` are percentages, of the authorities in being and of the
    children aged under 18, whose return must be usable; ``areas_without_figures`` is one of the two words above. In the
    editions that are ``carried_forward`` (the first and the last) the last known figures of an authority stand for
    missing ones, in others and for want of any an estimate does; where ``missing_authorities`` are left out, nothing.
    """

    least_authorities: int
    least_child_population: int
    areas_without_figures: str
    carried_forward: tuple[int, ...] = ()
    missing_authorities: str = ESTIMATED

    def carries_forward(self, edition: int) -> bool:
        """Whether last known figures stand for missing ones in this edition."""
        return bool(self.carried_forward) and self.carried_forward[0] <= edition <= self.carried_forward[-1]

    @property
    def estimates_missing(self) -> bool:
        """Whether regions and England have estimates for authorities whose figure is missing."""
        return self.missing_authorities != LEFT_OUT

    @property
    def shows_areas_without_figures(self) -> bool:
        """Whether the estimates of areas without any known figure are printed."""
        return self.areas_without_figures == ESTIMATED

    def areas_without_in_words(self) -> str:
        """What is printed of areas without any known figure, as the methodology page says it."""
        if not self.shows_areas_without_figures:
            return "An area of which nothing is known has no figures: they are not available."
        return (
            "An area of which nothing is known has the estimate of its total; each part of it is as large a share as "
            "among all who are known in England. What comes to 0 there, or rounds to 0, is not available."
        )

    def floor(self) -> str:
        """The floor in words."""
        return (
            f"{self.least_authorities} per cent of local authorities and "
            f"{self.least_child_population} per cent of children"
        )


def load_coverage_policy(path: Path) -> CoveragePolicy:
    """Read the section of a release.toml; raises UsageError naming file and field where it will not do."""
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("coverage")
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as TOML ({error}).") from error
    place = f"{path.name} [coverage]"
    if not isinstance(section, dict):
        raise UsageError(f"{place}: the section is missing. Say from which share of returns the release may be made.")
    authority = section.get("authority")
    for name in section:
        if name not in {*TYPES, CARRIED_FORWARD, MISSING, "authority"}:
            raise UsageError(f"{place}: {name!r} is no field of it. Use one of {', '.join(TYPES)}.")
    editions = section.get(CARRIED_FORWARD, [])
    if editions and not (
        isinstance(editions, list) and len(editions) == 2 and all(type(one) is int for one in editions)
    ):
        raise UsageError(f"{place}: {CARRIED_FORWARD!r} must be given as the first and the last edition.")
    for name, kind in TYPES.items():
        if type(section.get(name)) is not kind:
            raise UsageError(f"{place}: {name!r} must be given as {kind.__name__}.")
    for name in (*TYPES, *([CARRIED_FORWARD] if editions else []), *([MISSING] if MISSING in section else [])):
        if not isinstance(authority, dict) or not str(authority.get(name, "")).strip():
            raise UsageError(f"{place}: {name!r} has no authority. Say in [coverage.authority] who sets it.")
    missing = section.get(MISSING, ESTIMATED)
    if missing not in (ESTIMATED, LEFT_OUT):
        raise UsageError(f"{place}: {MISSING!r} must be {ESTIMATED!r} or {LEFT_OUT!r}.")
    policy = CoveragePolicy(
        **{name: section[name] for name in TYPES}, carried_forward=tuple(editions), missing_authorities=missing
    )
    if not (0 <= policy.least_authorities <= 100 and 0 <= policy.least_child_population <= 100):
        raise UsageError(f"{place}: the floor is a percentage of authorities and of children, from 0 to 100.")
    if policy.areas_without_figures not in (ESTIMATED, NOT_AVAILABLE):
        raise UsageError(f"{place}: 'areas_without_figures' must be {ESTIMATED!r} or {NOT_AVAILABLE!r}.")
    return policy
