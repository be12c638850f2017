"""Insiders: an authority with its own true counts must not know its neighbours' small ones; small cases by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, DisclosureError, Pattern, Reason
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.insiders import InsidersReport, audit_insiders
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, Relations, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES, england, key, level_of, policy

UNROUNDED = policy("cin-actual")


def regions(*by_region: tuple[tuple[int, ...], ...]) -> tuple[Cells, Relations]:
    """Regions of authorities with counts of three categories that make their totals, and England."""
    counts: dict[tuple[str, str], int] = {}
    tree: dict[str, tuple[str, ...]] = {"E": tuple(f"R{number}" for number in range(len(by_region)))}
    of_region = [(number, parts) for number, authorities in enumerate(by_region) for parts in authorities]
    for authority, (number, parts) in enumerate(of_region):
        tree[f"R{number}"] = (*tree.get(f"R{number}", ()), f"L{authority}")
        for name, count in zip(("", "b=c0", "b=c1", "b=c2"), (sum(parts), *parts), strict=True):
            for area in (f"L{authority}", f"R{number}", "E"):
                counts[area, name] = counts.get((area, name), 0) + count
    cells = Cells.of((key(*name), count, level_of(name[0]), True, True) for name, count in counts.items())
    return cells, build_relations(cells.keys, Hierarchies({2024: tree}, {"b": {"c0": "", "c1": "", "c2": ""}}))


def region(*authorities: tuple[int, ...]) -> tuple[Cells, Relations]:
    """One region of authorities; England is the region."""
    return regions(authorities)


def attack(cells: Cells, relations: Relations, rules: Policy, pattern: Pattern, width: int = 3) -> InsidersReport:
    view = published_view("test", cells, relations, rules, pattern)
    attacker = Attacker.of(rules)
    assert audit(view, relations, attacker, pattern.structural).passed
    return audit_insiders(view, relations, cells, attacker, width, pattern.structural, pattern.insiders)


FOUR = (5, 40, 60), (22, 33, 44), (51, 31, 37), (61, 71, 81)


def suppressed_as(cells: Cells, relations: Relations, second: list[tuple[str, str]]) -> Pattern:
    small = [one for one, value in zip(cells.keys, cells.values.tolist(), strict=True) if 1 <= value <= 5]
    suppressed = dict.fromkeys(small, Reason.PRIMARY) | {key(*one): Reason.SECONDARY for one in second}
    return Pattern(dict(sorted(suppressed.items())), (), 0.0)


def test_two_suppressed_in_a_column_of_an_unrounded_region_know_each_other() -> None:
    cells, relations = region(*FOUR)
    pattern = suppressed_as(cells, relations, [("L0", "b=c1"), ("L1", "b=c0"), ("L1", "b=c1")])
    report = attack(cells, relations, UNROUNDED, pattern)
    assert report.tried == 4
    assert [(who, one.kind, one.key, one.lower) for who, one in report.findings] == [
        ("L1", "exact", key("L0", "b=c0"), 5)
    ]
    with pytest.raises(DisclosureError, match="area L1, with its own counts"):
        report.require()


def test_suppression_gives_every_insider_a_third_one_to_doubt() -> None:
    cells, relations = region(*FOUR)
    pattern = protect(cells, relations, UNROUNDED)
    assert attack(cells, relations, UNROUNDED, pattern).findings == ()
    assert not pattern.insiders
    column = [one for one in pattern.suppressed if one.breakdown == "b=c0" and one.area_code.startswith("L")]
    assert len(column) >= 3


def test_without_the_protection_an_insider_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Policy, "insider_width", 0)
    cells, relations = region(*FOUR)
    pattern = protect(cells, relations, UNROUNDED)
    assert attack(cells, relations, UNROUNDED, pattern).findings


def test_a_region_of_two_authorities_is_listed_and_not_a_finding() -> None:
    cells, relations = region(*FOUR[:2])
    pattern = protect(cells, relations, UNROUNDED)
    assert [(one.key, one.insider, one.lower, one.upper) for one in pattern.insiders] == [
        (key("L0", "b=c0"), "L1", 5, 5)
    ]
    report = attack(cells, relations, UNROUNDED, pattern)
    assert report.findings == () and len(report.structural) == 1
    assert attack(cells, relations, UNROUNDED, replace(pattern, insiders=())).findings


def test_rounded_regions_leave_every_insider_in_doubt_at_no_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    cells, relations = region(*FOUR)
    pattern = protect(cells, relations, POLICIES["ees"])
    assert attack(cells, relations, POLICIES["ees"], pattern, width=1).findings == ()
    monkeypatch.setattr(Policy, "insider_width", 0)
    assert protect(cells, relations, POLICIES["ees"]).suppressed == pattern.suppressed


@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
def test_a_small_england_is_safe_from_all_its_authorities(edition: str) -> None:
    cells, hierarchies, ratios = england(2, authorities=4)
    relations, rules = build_relations(cells.keys, hierarchies, ratios), POLICIES[edition]
    pattern = protect(cells, relations, rules)
    report = attack(cells, relations, rules, pattern, rules.insider_width)
    assert report.findings == ()
    assert report.tried == 12


def test_counts_that_are_not_what_is_shown_prove_nothing() -> None:
    cells, relations = region(*FOUR)
    pattern = protect(cells, relations, UNROUNDED)
    view = published_view("test", cells, relations, UNROUNDED, pattern)
    other, _ = region((6, 40, 60), *FOUR[1:])
    with pytest.raises(DisclosureError, match="contradict"):
        audit_insiders(view, relations, other, Attacker.of(UNROUNDED), 3)


OTHERS = ((22, 33, 44), (51, 31, 37), (61, 71, 81))
WORST = {
    "regions of one and of two authorities": (((5, 40, 60),), ((2, 33, 44), (51, 31, 37)), OTHERS),
    "a tiny authority in a region": (((1, 0, 2), *OTHERS), OTHERS),
    "a tiny authority in a region of two": (((1, 0, 0), (51, 31, 37)), OTHERS),
    "nobody anywhere but one child": (((0, 0, 0), (0, 1, 0), (0, 0, 0)), ((0, 0, 0), (0, 0, 0))),
    "one child in a region and nobody else there": (((0, 0, 0), (0, 1, 0)), OTHERS),
    "nothing but small counts": (((1, 2, 3), (4, 5, 1)), ((2, 2, 2), (1, 1, 1), (5, 5, 5))),
}


@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
@pytest.mark.parametrize("worst", WORST)
def test_in_the_worst_cases_nobody_knows_what_is_not_listed(worst: str, edition: str) -> None:
    cells, relations = regions(*WORST[worst])
    rules = POLICIES[edition]
    pattern = protect(cells, relations, rules)
    report = attack(cells, relations, rules, pattern, rules.insider_width)
    assert report.findings == ()
    excused = {(one.key, one.insider) for one in pattern.insiders}
    assert {(one.key, who) for who, one in report.structural} <= excused | {
        (one.key, who) for one in pattern.structural for who in {key.area_code for key in relations.keys}
    }
