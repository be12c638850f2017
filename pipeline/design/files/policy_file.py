"""Read the rules of disclosure control out of a release's release.toml.

They are its [disclosure.<edition>] sections, where every number has the source that it rests on, its [[exemptions]],
[[nameless]] numbers and [[families]]. A section may be ``like`` another one of the file, and gives what differs alone.
A rule without its authority is refused, and so is one that is repeated or that nothing reads.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from pathlib import Path
from typing import Any

from pipeline.design.policy import ALWAYS, ANY, Costs, EditionPolicies, Exemption, Family, Nameless, Policy
from pipeline.design.statistic import PER
from pipeline.foundation.numbers import DisclosureError, Level

FILES = ("all", "data sets", "tables")
"""Which files of an edition a section sets the rules for."""
EXEMPT_STATISTICS = ("", "count", "percent", *PER, "difference", "average", "quantile", "amount")
LIKE, TABLES, DECIMALS_OF = "like", ("costs", "authority"), "percentage_decimals_of"
Section = dict[str, Any]

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
    beside = exempt, _nameless(path, document.get("nameless", [])), _families(path, document.get("families", []))
    return {
        name: _policy(f"{path} [disclosure.{name}]", name, _written_out(path, sections, name), *beside)
        for name in sections
    }


def load_edition(path: Path, year: int) -> EditionPolicies:
    """Read the policies of the edition of a year.

    Raises DisclosureError when no section holds in it, two do for the same files, or they differ in more than rounding.
    """
    held = [
        replace(
            one,
            exempt=tuple(each for each in one.exempt if each.first_edition <= year <= each.last_edition),
            nameless=tuple(each for each in one.nameless if each.first_edition <= year <= each.last_edition),
            families=tuple(each for each in one.families if each.first_edition <= year <= each.last_edition),
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


def _written_out(path: Path, sections: Mapping[str, object], name: str, below: tuple[str, ...] = ()) -> Section:
    """A section with what it has from the section that it is ``like``: rules, costs and their authority, no years."""
    place, section = f"{path} [disclosure.{name}]", sections[name]
    if not isinstance(section, dict):
        raise DisclosureError(f"{place}: must be a table of rules.")
    if LIKE not in section:
        return section
    other = section[LIKE]
    if other not in sections or other in (name, *below):
        named = ", ".join(one for one in sections if one not in (name, *below)) or "no other"
        raise DisclosureError(f"{place}: like must name another section, which is not like this one ({named}).")
    shared = _written_out(path, sections, other, (name, *below))
    found = {field: value for field, value in shared.items() if field in {*_TYPES, *TABLES, DECIMALS_OF}}
    for field, value in section.items():
        if field in (*TABLES, DECIMALS_OF) and isinstance(value, dict):
            inherited = found.get(field, {})
            if alike := sorted(key for key, given in value.items() if inherited.get(key) == given):
                raise DisclosureError(f"{place}: {field}.{alike[0]} is as in [disclosure.{other}]. Leave it out.")
            found[field] = {**inherited, **value}
        elif field != LIKE:
            if field in found and found[field] == value and field not in section.get("authority", {}):
                raise DisclosureError(f"{place}: '{field}' is as in [disclosure.{other}]. Leave it out.")
            found[field] = value
    return found


def _entries(path: Path, declared: object, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a list of tables with their place; of a list of measures or keys, one entry for each."""
    for number, entry in enumerate(declared if isinstance(declared, list) else [declared], start=1):
        place = f"{path} [[{kind}]] number {number}"
        if not isinstance(entry, dict):
            raise DisclosureError(f"{place}: must be a table of fields.")
        several = {name: entry[name] for name in ("measure", "key") if isinstance(entry.get(name), list)}
        for values in product(*several.values()):
            yield place, {**entry, **dict(zip(several, values, strict=True))}


def _exemptions(path: Path, declared: object) -> tuple[Exemption, ...]:
    found = []
    years = ("first_edition", "last_edition")
    for place, entry in _entries(path, declared, "exemptions"):
        if any(not isinstance(value, int if name in years else str) for name, value in entry.items()):
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


def _nameless(path: Path, declared: object) -> tuple[Nameless, ...]:
    found = []
    for place, entry in _entries(path, declared, "nameless"):
        try:
            one = Nameless(**entry)
        except TypeError as error:
            raise DisclosureError(
                f"{place}: it takes a measure, a key or a category, a reason, an authority and editions ({error})."
            ) from error
        if not (one.reason.strip() and one.authority.strip()):
            raise DisclosureError(f"{place}: needs a reason and an authority.")
        if (one.key == ANY) == (not one.category):
            raise DisclosureError(f"{place}: give a key or a category, and one of them: no measure is all nameless.")
        found.append(one)
    return tuple(found)


def _families(path: Path, declared: object) -> tuple[Family, ...]:
    found = []
    for place, entry in _entries(path, declared, "families"):
        try:
            one = Family(**entry)
        except TypeError as error:
            raise DisclosureError(
                f"{place}: it takes a measure, a key, least_base, counts, zeros, an authority and editions ({error})."
            ) from error
        if not (one.measure and one.key and one.authority.strip()):
            raise DisclosureError(f"{place}: needs a measure, a key and an authority.")
        if not (one.least_base or one.zeros) or (one.counts and not one.least_base):
            raise DisclosureError(f"{place}: give least_base, whose counts may be hidden too, or zeros.")
        found.append(one)
    return tuple(found)


def _policy(
    place: str,
    edition: str,
    section: Mapping[str, object],
    exempt: tuple[Exemption, ...],
    nameless: tuple[Nameless, ...],
    families: tuple[Family, ...],
) -> Policy:
    authority = section.get("authority")
    costs = section.get("costs")
    if not isinstance(authority, dict) or not isinstance(costs, dict):
        raise DisclosureError(f"{place}: needs the tables 'authority' and 'costs'.")
    apart = {"authority", "costs", "files", "first_edition", "last_edition", DECIMALS_OF}
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
    others = section.get(DECIMALS_OF, {})
    if not isinstance(others, dict) or any(type(places) is not int for places in others.values()):
        raise DisclosureError(f"{place}: '{DECIMALS_OF}' must be a table of measures and whole numbers.")
    try:
        policy = Policy(
            edition=edition,
            first_edition=first,
            last_edition=last,
            files=str(section.get("files", "all")),
            costs=Costs(**{one.name: float(costs[one.name]) for one in fields(Costs)}),
            exempt=exempt,
            nameless=nameless,
            families=families,
            percentage_decimals_of=tuple(sorted(others.items())),
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
    if policy.shows_small_counts and (policy.secondary or policy.minimum_width):
        raise DisclosureError(
            f"{place}: with a threshold of 0 every small count is shown. Where that is meant, secondary is false and "
            "minimum_width 0; else give the threshold."
        )
    if policy.percentage_ties != "half_up":
        raise DisclosureError(f"{place}: percentage_ties must be 'half_up'; percentages are rounded in no other way.")
    if policy.zeros_visible and 0 < policy.threshold < max((base - 1) // 2 for base in policy.bases):
        raise DisclosureError(
            f"{place}: counts above the threshold {policy.threshold} would round to 0, which readers take for none. "
            f"Raise the threshold or use a smaller rounding base."
        )
