"""Tables for the tests of disclosure control: random linked ones of England's shape, and policies for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.design.files.policy_file import load_policies
from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, Key, Level, Pattern, Ratio, Reason
from pipeline.foundation.stages import TEMPLATES
from pipeline.protect.relations import Hierarchies, Relations

LOOKED_AFTER = load_policies(TEMPLATES / "children-looked-after" / "release.toml")
# "outcomes" has a rule that no release declares: the rest of a group suppressed with it.
POLICIES = {
    **LOOKED_AFTER,
    "cin-actual": load_policies(TEMPLATES / "children-in-need" / "release.toml")["cin-actual"],
    "outcomes": replace(LOOKED_AFTER["ees"], edition="outcomes", hide_complement=True),
}
MEASURE = "looked_after"
YEAR = 2024


def policy(edition: str, **changes: object) -> Policy:
    """The edition's policy as declared, with changes for one test."""
    return replace(POLICIES[edition], **changes)  # type: ignore[arg-type]


def key(area: str, breakdown: str = "", measure: str = MEASURE) -> Key:
    return Key(measure, YEAR, area, breakdown)


def level_of(area: str) -> Level:
    return {"L": Level.LOCAL_AUTHORITY, "R": Level.REGIONAL, "E": Level.NATIONAL}[area[0]]


def england(
    seed: int, regions: int = 3, authorities: int = 6, breakdowns: int = 2, categories: int = 5, mean: int = 60
) -> tuple[Cells, Hierarchies, list[Ratio]]:
    """Linked tables over one total: the second breakdown has groups, every region and authority its percentages."""
    rng = np.random.default_rng(seed)
    tree = {"E": tuple(f"R{r}" for r in range(regions))}
    trees: dict[str, dict[str, str]] = {}
    for b in range(breakdowns):
        groups = {f"c{c}": f"g{c // 2}" if b == 1 else "" for c in range(categories)}
        trees[f"b{b}"] = {**groups, **{group: "" for group in groups.values() if group}}
    counts: dict[Key, int] = {}

    def add(areas: tuple[str, ...], breakdown: str, count: int) -> None:
        for area in areas:
            counts[key(area, breakdown)] = counts.get(key(area, breakdown), 0) + count

    for r in range(regions):
        tree[f"R{r}"] = tuple(f"L{r}{a}" for a in range(authorities))
        for a in range(authorities):
            places = (f"L{r}{a}", f"R{r}", "E")
            total = 4 if (r, a) == (0, 0) else max(1, int(rng.lognormal(np.log(mean), 0.7)))
            add(places, "", total)
            for b in range(breakdowns):
                shares = rng.dirichlet(np.full(categories, 0.5))
                for c, count in enumerate(rng.multinomial(total, shares)):
                    add(places, f"b{b}=c{c}", int(count))
                    if b == 1:
                        add(places, f"b1=g{c // 2}", int(count))
    cells = Cells.of((one, count, level_of(one.area_code), True, True) for one, count in counts.items())
    ratios = [
        Ratio(one._replace(measure="percentage"), level_of(one.area_code), (one,), (key(one.area_code),))
        for one in counts
        if one.breakdown
    ]
    return cells, Hierarchies({YEAR: tree}, trees), ratios


def primaries(pattern: Pattern, relations: Relations) -> list[Key]:
    return [one for one, reason in pattern.suppressed.items() if reason is Reason.PRIMARY and one in relations.unknown]
