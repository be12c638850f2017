"""The rules of one edition of a release: what is small, how numbers are rounded, what protection a small number gets.

Read from the [disclosure.<edition>] sections of publication_templates/<release>/release.toml, where every number has
the source that it rests on. A policy without its authority is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.disclosure.model import DisclosureError, Level


@dataclass(frozen=True)
class Exemption:
    """A data set whose small numbers may be shown: why, and on whose authority."""

    data_set: str
    reason: str
    authority: str


@dataclass(frozen=True)
class Costs:
    """What hiding a number n costs: weight of its level, times `total` if a sum of others, times 1 + log2(1 + n)."""

    local_authority: float
    regional: float
    national: float
    total: float
    ratio: float

    def of_level(self, level: int) -> float:
        """Return the weight of a level."""
        return (self.local_authority, self.regional, self.national)[level]


@dataclass(frozen=True)
class Policy:
    """Disclosure rules of one edition.

    Counts from 1 (0 when zeros are hidden too) to `threshold` are small. `protection` is 'cover': an attacker must find
    every small count possible; where structure forbids it, at least `minimum_width` between the least and the largest.
    `secondary` False means that nothing but small counts is hidden, which a reader knows.
    """

    edition: str
    threshold: int
    zeros_visible: bool
    secondary: bool
    protection: str
    minimum_width: int
    rounding_local_authority: int
    rounding_regional: int
    rounding_national: int
    percentage_decimals: int
    percentage_ties: str
    numerator_minimum: int
    denominator_minimum: int
    hide_complement: bool
    protect_unpublished: bool
    costs: Costs
    exempt: tuple[Exemption, ...]
    authority: tuple[tuple[str, str], ...]

    @property
    def smallest_hidden(self) -> int:
        """The least count that is small: 1 where zeros are shown, else 0."""
        return 1 if self.zeros_visible else 0

    def base(self, level: int) -> int:
        """Return the rounding base of a level; 1 is unrounded."""
        return (self.rounding_local_authority, self.rounding_regional, self.rounding_national)[Level(level)]

    @property
    def bases(self) -> tuple[int, int, int]:
        """Rounding bases in the order of Level."""
        return (self.rounding_local_authority, self.rounding_regional, self.rounding_national)


_TYPES: Mapping[str, type] = {
    "threshold": int,
    "zeros_visible": bool,
    "secondary": bool,
    "protection": str,
    "minimum_width": int,
    "rounding_local_authority": int,
    "rounding_regional": int,
    "rounding_national": int,
    "percentage_decimals": int,
    "percentage_ties": str,
    "numerator_minimum": int,
    "denominator_minimum": int,
    "hide_complement": bool,
    "protect_unpublished": bool,
}


def load_policies(path: Path) -> dict[str, Policy]:
    """Read every edition's policy from a release.toml. Raises DisclosureError naming file, section and field."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DisclosureError(f"{path}: cannot be read as TOML ({error}).") from error
    sections = document.get("disclosure")
    if not isinstance(sections, dict) or not sections:
        raise DisclosureError(f"{path}: no [disclosure.<edition>] section. Without a policy nothing can be published.")
    return {name: _policy(f"{path} [disclosure.{name}]", name, section) for name, section in sections.items()}


def load_policy(path: Path, edition: str) -> Policy:
    """Read one edition's policy. Raises DisclosureError when the edition is not there."""
    policies = load_policies(path)
    if edition not in policies:
        raise DisclosureError(f"{path}: no edition '{edition}'; there are {', '.join(sorted(policies))}.")
    return policies[edition]


def _policy(place: str, edition: str, section: Mapping[str, object]) -> Policy:
    authority = section.get("authority")
    costs = section.get("costs")
    exempt = section.get("exempt", [])
    if not isinstance(authority, dict) or not isinstance(costs, dict) or not isinstance(exempt, list):
        raise DisclosureError(f"{place}: needs the tables 'authority' and 'costs', and 'exempt' as a list.")
    unknown = sorted(set(section) - set(_TYPES) - {"authority", "costs", "exempt", "title"})
    if unknown:
        raise DisclosureError(f"{place}: '{unknown[0]}' is no field of a policy. Remove it or correct its spelling.")
    for name, kind in _TYPES.items():
        if type(section.get(name)) is not kind:
            raise DisclosureError(f"{place}: '{name}' must be given as {kind.__name__}.")
        if not str(authority.get(name, "")).strip():
            raise DisclosureError(f"{place}: '{name}' has no authority. Say in [authority] which document sets it.")
    try:
        policy = Policy(
            edition=edition,
            costs=Costs(**{one.name: float(costs[one.name]) for one in fields(Costs)}),
            exempt=tuple(Exemption(**{key: str(value) for key, value in one.items()}) for one in exempt),
            authority=tuple(sorted((str(key), str(value)) for key, value in authority.items())),
            **{name: section[name] for name in _TYPES},  # type: ignore[arg-type]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DisclosureError(f"{place}: costs or exempt is incomplete ({error}).") from error
    _validate(place, policy)
    return policy


def _validate(place: str, policy: Policy) -> None:
    if policy.threshold < 0 or policy.minimum_width < 0 or min(policy.bases) < 1:
        raise DisclosureError(f"{place}: threshold and minimum_width must be 0 or more, rounding bases 1 or more.")
    if policy.protection != "cover":
        raise DisclosureError(f"{place}: protection must be 'cover'.")
    if policy.percentage_ties not in ("half_up", "half_up_binary"):
        raise DisclosureError(f"{place}: percentage_ties must be 'half_up' or 'half_up_binary'.")
    if policy.zeros_visible and 0 < policy.threshold < max((base - 1) // 2 for base in policy.bases):
        raise DisclosureError(
            f"{place}: counts above the threshold {policy.threshold} would round to 0, which readers take for none. "
            f"Raise the threshold or use a smaller rounding base."
        )
    if any(not (one.reason and one.authority) for one in policy.exempt):
        raise DisclosureError(f"{place}: every exempt data set needs a reason and an authority.")
