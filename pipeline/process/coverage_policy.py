"""What a release does about returns that did not come: the section [coverage] of its release.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.stages import UsageError

ESTIMATED, NOT_AVAILABLE = "estimated", "not available"
TYPES: Mapping[str, type] = {"least_authorities": int, "least_child_population": int, "areas_without_figures": str}


@dataclass(frozen=True)
class CoveragePolicy:
    """The floor under which nothing is published, and what is printed of areas without any known figure.

    ``least_authorities`` and ``least_child_population`` are percentages, of the authorities in being and of the
    children aged under 18, whose return must be usable; ``areas_without_figures`` is one of the two words above.
    """

    least_authorities: int
    least_child_population: int
    areas_without_figures: str

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
        if name not in {*TYPES, "authority"}:
            raise UsageError(f"{place}: {name!r} is no field of it. Use one of {', '.join(TYPES)}.")
    for name, kind in TYPES.items():
        if type(section.get(name)) is not kind:
            raise UsageError(f"{place}: {name!r} must be given as {kind.__name__}.")
        if not isinstance(authority, dict) or not str(authority.get(name, "")).strip():
            raise UsageError(f"{place}: {name!r} has no authority. Say in [coverage.authority] who sets it.")
    policy = CoveragePolicy(**{name: section[name] for name in TYPES})
    if not (0 <= policy.least_authorities <= 100 and 0 <= policy.least_child_population <= 100):
        raise UsageError(f"{place}: the floor is a percentage of authorities and of children, from 0 to 100.")
    if policy.areas_without_figures not in (ESTIMATED, NOT_AVAILABLE):
        raise UsageError(f"{place}: 'areas_without_figures' must be {ESTIMATED!r} or {NOT_AVAILABLE!r}.")
    return policy
