"""The rules of one edition of a release: what is small, how numbers are rounded, what protection a small number gets.

Read from the [disclosure.<edition>] sections of publication_templates/<release>/release.toml, where every number has
the source that it rests on, and from its [[exemptions]]. A policy without its authority is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pipeline.foundation.numbers import DisclosureError, Level, breakdown_pairs

FILES = ("all", "data sets", "tables")
"""Which files of an edition a section sets the rules for."""

EXEMPT_STATISTICS = ("", "count", "percent", "rate", "difference", "average", "quantile", "amount")
ALWAYS = 9999  # last edition of what has no end yet
ANY = "*"  # every category, or every cell


def covers_key(pattern: str, key: str) -> bool:
    """Return whether a key is one of a pattern, where `*` stands for every category and, alone, for every cell."""
    given, wanted = dict(breakdown_pairs(key)), dict(breakdown_pairs(pattern))
    return pattern == ANY or (
        given.keys() == wanted.keys() and all(wanted[name] in (ANY, given[name]) for name in wanted)
    )


@dataclass(frozen=True)
class Exemption:
    """Figures that disclosure control leaves alone, as the published files do: why, and on whose authority.

    Those of a `measure`, or of its cell `key`, where `*` stands for every category of a breakdown and alone for every
    cell; at one `level` or (empty) at all; of one `statistic` or of every one. An exemption of a statistic without a
    measure says how that statistic is treated, and exempts no figure.
    """

    measure: str = ""
    key: str = ANY
    statistic: str = ""
    level: str = ""
    reason: str = ""
    authority: str = ""
    first_edition: int = 0
    last_edition: int = ALWAYS

    def covers(self, statistic: str, measure: str, key: str, level: Level) -> bool:
        """Return whether a figure is shown whatever its size."""
        if self.measure != measure or self.statistic not in ("", statistic):
            return False
        if self.level not in ("", level.name.lower()):
            return False
        return covers_key(self.key, key)


@dataclass(frozen=True)
class Named:
    """Numbers of a measure that no file shows and that are protected all the same, since a reader can name them.

    `key` is that of the cells, where `*` stands for every category of a breakdown. All other numbers that no file shows
    are what is left over of a whole beside its shown parts: a reader has no name for them.
    """

    measure: str
    key: str
    reason: str
    first_edition: int = 0
    last_edition: int = ALWAYS


def protects(
    exempt: Iterable[Exemption], named: Iterable[Named], measure: str, key: str, level: Level, is_shown: bool
) -> bool:
    """Return whether a small count may not be known: one that a file shows, or one that a reader can name."""
    if is_shown:
        return not any(one.covers("count", measure, key, level) for one in exempt)
    return any(one.measure == measure and covers_key(one.key, key) for one in named)


@dataclass(frozen=True)
class Costs:
    """What hiding a number n costs: weight of its level, times `total` if a sum of others, times size + log2(1 + n).

    `headline` takes the place of `total` for the number of all, over every breakdown; `size` is what any number costs
    before its own size counts: the higher, the fewer numbers are hidden and the larger they may be.
    """

    local_authority: float
    regional: float
    national: float
    total: float
    headline: float
    size: float

    def of_level(self, level: int) -> float:
        """Return the weight of a level."""
        return (self.local_authority, self.regional, self.national)[level]


@dataclass(frozen=True)
class Policy:
    """Disclosure rules of one edition.

    Counts from 1 (0 when zeros are hidden too) to `threshold` are small. A reader must be left with an interval for
    each of them, of at least `minimum_width` between its least and its largest value.
    `percentages_follow_counts` True means that no percentage or rate is hidden but for a count behind it, whatever its
    size. `secondary` False means that nothing but small counts is hidden, which a reader knows.
    """

    edition: str
    threshold: int
    zeros_visible: bool
    secondary: bool
    minimum_width: int
    rounding_local_authority: int
    rounding_regional: int
    rounding_national: int
    percentage_decimals: int
    percentage_ties: str
    numerator_minimum: int
    denominator_minimum: int
    percentages_follow_counts: bool
    hide_complement: bool
    costs: Costs
    exempt: tuple[Exemption, ...]
    named: tuple[Named, ...]
    authority: tuple[tuple[str, str], ...]
    first_edition: int
    last_edition: int
    files: str = "all"

    @property
    def insider_width(self) -> int:
        """Least width that an authority may be left of another area's small count; 0 where insiders are not asked.

        Where sums over areas are unrounded it subtracts its own count, and is held to what all readers are held to;
        where they are rounded, nothing may be exact.
        """
        if not self.secondary:
            return 0
        is_unrounded = 1 in (self.rounding_regional, self.rounding_national)
        return self.minimum_width if is_unrounded else 1

    @property
    def smallest_hidden(self) -> int:
        """The least count that is small: 1 where zeros are shown, else 0."""
        return 1 if self.zeros_visible else 0

    def exempts(self, statistic: str, measure: str, key: str, level: Level) -> bool:
        """Return whether a figure is shown whatever its size."""
        return any(one.covers(statistic, measure, key, level) for one in self.exempt)

    def protects(self, measure: str, key: str, level: Level, is_shown: bool) -> bool:
        """Return whether a small count may not be known: one that a file shows, or one that a reader can name."""
        return protects(self.exempt, self.named, measure, key, level, is_shown)

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
    "minimum_width": int,
    "rounding_local_authority": int,
    "rounding_regional": int,
    "rounding_national": int,
    "percentage_decimals": int,
    "percentage_ties": str,
    "numerator_minimum": int,
    "denominator_minimum": int,
    "percentages_follow_counts": bool,
    "hide_complement": bool,
}


@dataclass(frozen=True)
class EditionPolicies:
    """The rules of one edition: its data sets and its tables may round differently, and are otherwise alike."""

    data_sets: Policy
    tables: Policy

    @property
    def together(self) -> Policy:
        """The rules to protect all files by: whoever has them knows every number as finely as any file rounds it."""
        finest = {
            name: min(getattr(self.data_sets, name), getattr(self.tables, name))
            for name in ("rounding_local_authority", "rounding_regional", "rounding_national")
        }
        return replace(self.data_sets, **finest)


def load_policies(path: Path) -> dict[str, Policy]:
    """Read every edition's policy from a release.toml. Raises DisclosureError naming file, section and field."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DisclosureError(f"{path}: cannot be read as TOML ({error}).") from error
    sections = document.get("disclosure")
    if not isinstance(sections, dict) or not sections:
        raise DisclosureError(f"{path}: no [disclosure.<edition>] section. Without a policy nothing can be published.")
    exempt = _exemptions(path, document.get("exemptions", []))
    named = _named(path, document.get("named", []))
    return {
        name: _policy(f"{path} [disclosure.{name}]", name, section, exempt, named) for name, section in sections.items()
    }


def load_edition(path: Path, year: int) -> EditionPolicies:
    """Read the policies of the edition of a year.

    Raises DisclosureError when no section holds in it, two do for the same files, or they differ in more than rounding.
    """
    held = [
        replace(
            one,
            exempt=tuple(each for each in one.exempt if each.first_edition <= year <= each.last_edition),
            named=tuple(each for each in one.named if each.first_edition <= year <= each.last_edition),
        )
        for one in load_policies(path).values()
        if one.first_edition <= year <= one.last_edition
    ]
    found = {}
    for files in FILES[1:]:
        rules = [one for one in held if one.files in ("all", files)]
        if len(rules) != 1:
            said = ", ".join(f"[disclosure.{one.edition}]" for one in rules) or "none"
            raise DisclosureError(f"{path}: one section must set the rules of the {files} of {year}; these do: {said}.")
        found[files] = rules[0]
    policies = EditionPolicies(found["data sets"], found["tables"])
    apart = ("edition", "files", "authority", "rounding_local_authority", "rounding_regional", "rounding_national")
    for one in fields(Policy):
        if one.name not in apart and getattr(policies.data_sets, one.name) != getattr(policies.tables, one.name):
            raise DisclosureError(
                f"{path}: '{one.name}' differs between the data sets and the tables of {year}; only rounding may."
            )
    return policies


def _exemptions(path: Path, declared: object) -> tuple[Exemption, ...]:
    found = []
    for number, entry in enumerate(declared if isinstance(declared, list) else [declared], start=1):
        place = f"{path} [[exemptions]] number {number}"
        years = ("first_edition", "last_edition")
        if not isinstance(entry, dict) or any(
            not isinstance(value, int if name in years else str) for name, value in entry.items()
        ):
            raise DisclosureError(f"{place}: every field is a text, and the first and last edition are years.")
        unknown = sorted(set(entry) - {one.name for one in fields(Exemption)})
        if unknown:
            raise DisclosureError(f"{place}: '{unknown[0]}' is no field of an exemption.")
        one = Exemption(**entry)
        if not (one.reason.strip() and one.authority.strip()):
            raise DisclosureError(f"{place}: needs a reason and an authority.")
        if not one.measure and not one.statistic:
            raise DisclosureError(f"{place}: needs a measure or a statistic.")
        if one.key != ANY and not one.measure:
            raise DisclosureError(f"{place}: a key needs its measure.")
        if one.statistic not in EXEMPT_STATISTICS:
            raise DisclosureError(f"{place}: statistic must be one of {', '.join(filter(None, EXEMPT_STATISTICS))}.")
        if one.level not in ("", *(level.name.lower() for level in Level)):
            raise DisclosureError(f"{place}: level must be one of local_authority, regional, national.")
        found.append(one)
    return tuple(found)


def _named(path: Path, declared: object) -> tuple[Named, ...]:
    found = []
    for number, entry in enumerate(declared if isinstance(declared, list) else [declared], start=1):
        place = f"{path} [[named]] number {number}"
        try:
            one = Named(**entry)
        except TypeError as error:
            raise DisclosureError(f"{place}: it takes a measure, a key, a reason and editions ({error}).") from error
        if not (one.measure and one.key and one.reason.strip()):
            raise DisclosureError(f"{place}: needs a measure, a key and a reason.")
        found.append(one)
    return tuple(found)


def _policy(
    place: str, edition: str, section: Mapping[str, object], exempt: tuple[Exemption, ...], named: tuple[Named, ...]
) -> Policy:
    authority = section.get("authority")
    costs = section.get("costs")
    if not isinstance(authority, dict) or not isinstance(costs, dict):
        raise DisclosureError(f"{place}: needs the tables 'authority' and 'costs'.")
    apart = {"authority", "costs", "files", "first_edition", "last_edition"}
    unknown = sorted(set(section) - set(_TYPES) - apart)
    if unknown:
        raise DisclosureError(f"{place}: '{unknown[0]}' is no field of a policy. Remove it or correct its spelling.")
    for table, given, known in (
        ("authority", authority, {*_TYPES, "costs"}),
        ("costs", costs, {one.name for one in fields(Costs)}),
    ):
        if without := sorted(set(given) - known):
            raise DisclosureError(f"{place}: '{without[0]}' is nothing that '{table}' can be of.")
    for name, kind in _TYPES.items():
        if type(section.get(name)) is not kind:
            raise DisclosureError(f"{place}: '{name}' must be given as {kind.__name__}.")
        if not str(authority.get(name, "")).strip():
            raise DisclosureError(f"{place}: '{name}' has no authority. Say in [authority] which document sets it.")
    first, last = section.get("first_edition"), section.get("last_edition", ALWAYS)
    if not isinstance(first, int) or not isinstance(last, int) or first > last:
        raise DisclosureError(f"{place}: give first_edition, and last_edition where there is one, as years in order.")
    if section.get("files", "all") not in FILES:
        raise DisclosureError(f"{place}: files must be one of {', '.join(FILES)}.")
    try:
        policy = Policy(
            edition=edition,
            first_edition=first,
            last_edition=last,
            files=str(section.get("files", "all")),
            costs=Costs(**{one.name: float(costs[one.name]) for one in fields(Costs)}),
            exempt=exempt,
            named=named,
            authority=tuple(sorted((str(key), str(value)) for key, value in authority.items())),
            **{name: section[name] for name in _TYPES},  # type: ignore[arg-type]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DisclosureError(f"{place}: costs is incomplete ({error}).") from error
    _validate(place, policy)
    return policy


def _validate(place: str, policy: Policy) -> None:
    if policy.threshold < 0 or policy.minimum_width < 0 or min(policy.bases) < 1:
        raise DisclosureError(f"{place}: threshold and minimum_width must be 0 or more, rounding bases 1 or more.")
    if policy.percentage_ties != "half_up":
        raise DisclosureError(f"{place}: percentage_ties must be 'half_up'; percentages are rounded in no other way.")
    if policy.zeros_visible and 0 < policy.threshold < max((base - 1) // 2 for base in policy.bases):
        raise DisclosureError(
            f"{place}: counts above the threshold {policy.threshold} would round to 0, which readers take for none. "
            f"Raise the threshold or use a smaller rounding base."
        )
