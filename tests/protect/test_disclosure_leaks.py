"""Leaks of each kind, planted in a protected release one at a time: the audit names each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, Difference, Form, Key, Level, Pattern, PublishedView, Ratio
from pipeline.protect.attack.audit import AuditReport, audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, Relations, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES, key

RULES = POLICIES["ees"]
TREE = Hierarchies({2024: {"E": ("R0",), "R0": ("L0", "L1", "L2")}}, {"b": {"c0": "", "c1": "", "c2": "", "c3": ""}})
TABLE = {"L0": (3, 20, 8, 11), "L1": (40, 31, 25, 0), "L2": (0, 90, 17, 50)}


def release(
    table: dict[str, tuple[int, ...]], unseen: str = "b=none", ratios: list[Ratio | Difference] | None = None
) -> tuple[Cells, Relations]:
    counts: dict[Key, int] = {}
    for area, row in table.items():
        for place in (area, "R0", "E"):
            for category, count in enumerate(row):
                for breakdown in ("", f"b=c{category}"):
                    counts[key(place, breakdown)] = counts.get(key(place, breakdown), 0) + count
    levels = {"L": Level.LOCAL_AUTHORITY, "R": Level.REGIONAL, "E": Level.NATIONAL}
    cells = Cells.of((k, v, levels[k.area_code[0]], k.breakdown != unseen or k.area_code[0] != "L", True)
                     for k, v in counts.items())  # fmt: skip
    return cells, build_relations(cells.keys, TREE, ratios or [])


def protected(cells: Cells, relations: Relations) -> tuple[Pattern, PublishedView]:
    pattern = protect(cells, relations, RULES)
    view = published_view("release", cells, relations, RULES, pattern)
    assert attack(view, relations, pattern).passed
    return pattern, view


def attack(view: PublishedView, relations: Relations, pattern: Pattern) -> AuditReport:
    return audit(view, relations, Attacker.of(RULES), pattern.structural)


def with_number(view: PublishedView, one: Key, low: int, high: int) -> PublishedView:
    at = view.keys.index(one)
    forms, lower, upper = view.forms.copy(), view.lower.copy(), view.upper.copy()
    forms[at], lower[at], upper[at] = Form.SHOWN, low, high
    return replace(view, forms=forms, lower=lower, upper=upper)


def named(report: AuditReport) -> set[Key]:
    assert not report.passed
    return {one.key for one in report.findings}


def test_a_secondary_cell_put_back() -> None:
    cells, relations = release(TABLE)
    pattern, view = protected(cells, relations)
    assert key("L0", "b=c2") in pattern.suppressed, "the next smallest number that is not 0"
    assert key("L0", "b=c0") in named(attack(with_number(view, key("L0", "b=c2"), 8, 8), relations, pattern))


def test_a_small_number_put_back() -> None:
    cells, relations = release(TABLE)
    pattern, view = protected(cells, relations)
    assert named(attack(with_number(view, key("L0", "b=c0"), 3, 3), relations, pattern)) == {key("L0", "b=c0")}


def test_a_total_that_should_be_suppressed() -> None:
    cells, relations = release({**TABLE, "L0": (2, 2, 1, 1)})
    pattern, view = protected(cells, relations)
    assert key("L0") in pattern.suppressed, "6 children in four groups: each is 1 to 3 beside the total"
    assert named(attack(with_number(view, key("L0"), 6, 6), relations, pattern)) >= {key("L0", "b=c0")}


def test_a_percentage_beside_a_suppressed_count() -> None:
    percentage = Ratio(key("L0", "b=c0", "percentage"), Level.LOCAL_AUTHORITY, (key("L0", "b=c0"),), (key("L0"),))
    cells, relations = release(TABLE, ratios=[percentage])
    pattern, view = protected(cells, relations)
    assert percentage.key in pattern.suppressed
    shown = replace(view, ratios={percentage.key: (7, False)})
    assert key("L0", "b=c0") in named(attack(shown, relations, pattern)), "7 per cent of 42 is 3"


def test_a_rate_beside_a_suppressed_count() -> None:
    rate = Ratio(
        key("L0", "b=c0", "rate"), Level.LOCAL_AUTHORITY, (key("L0", "b=c0"),), known_denominator=21_000, scale=10_000
    )
    cells, relations = release(TABLE, ratios=[replace(rate, decimals=1)])
    pattern, view = protected(cells, relations)
    assert rate.key in pattern.suppressed
    shown = replace(view, ratios={rate.key: (14, False)})
    assert key("L0", "b=c0") in named(attack(shown, relations, pattern)), "1.4 per 10,000 of 21,000 is 3"


def test_a_difference_beside_a_suppressed_count() -> None:
    gain = Difference(key("L0", "", "net gain"), Level.LOCAL_AUTHORITY, (key("L0", "b=c1"),), (key("L0", "b=c0"),))
    cells, relations = release(TABLE, ratios=[gain])
    pattern, view = protected(cells, relations)
    assert gain.key in pattern.suppressed
    shown = replace(view, differences={gain.key: (17, 17)})
    assert key("L0", "b=c0") in named(attack(shown, relations, pattern))


def test_zeros_that_become_visible() -> None:
    cells, relations = release({**TABLE, "L0": (1, 1, 20, 30)})
    pattern, view = protected(cells, relations)
    at = [view.keys.index(key("L0", f"b=c{c}")) for c in range(4)]
    forms = view.forms.copy()
    forms[at] = [Form.SUPPRESSED, Form.SUPPRESSED, Form.SHOWN, Form.SHOWN]
    lower, upper = view.lower.copy(), view.upper.copy()
    lower[at[2:]] = upper[at[2:]] = (20, 30)
    only_small = replace(view, forms=forms, lower=lower, upper=upper)
    assert {key("L0", "b=c0"), key("L0", "b=c1")} <= named(attack(only_small, relations, pattern))


def test_rounding_left_out_of_a_region() -> None:
    """The region's rounding protects authorities of one small number each; unrounded, its sums give them away."""
    table = {"L0": (3, 60, 48, 71), "L1": (60, 3, 31, 0), "L2": (7, 9, 12, 33)}
    cells, relations = release(table)
    pattern, view = protected(cells, relations)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    exact = view
    for one in view.keys:
        if one.area_code == "R0" and one not in pattern.suppressed:
            exact = with_number(exact, one, values[one], values[one])
    assert key("L0", "b=c0") in named(attack(exact, relations, pattern))


def test_a_number_that_no_table_shows() -> None:
    cells, relations = release({**TABLE, "L1": (40, 31, 25, 2)}, unseen="b=c3")
    pattern, view = protected(cells, relations)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    suppressed = [one for one in pattern.suppressed if one.area_code == "L1"]
    assert suppressed, "100 less 40, 31 and 25 would leave the 2 that no table shows"
    everything = view
    for one in suppressed:
        everything = with_number(everything, one, values[one], values[one])
    assert key("L1", "b=c3") in named(attack(everything, relations, pattern))


@pytest.mark.parametrize("seed", range(5))
def test_any_suppressed_number_put_back_in_place_of_its_symbol(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever suppressed count is put back, its authority's small number is named: the pattern has nothing to spare.

    What is suppressed for insiders is not asked of a reader who has the files alone.
    """
    monkeypatch.setattr(Policy, "insider_width", 0)
    rng = np.random.default_rng(seed)
    table = {f"L{i}": tuple(rng.permutation([int(rng.integers(1, 6)), 12 + i, 25, 40 + i]).tolist()) for i in range(3)}
    cells, relations = release(table)
    pattern, view = protected(cells, relations)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    for one in pattern.suppressed:
        found = named(attack(with_number(view, one, values[one], values[one]), relations, pattern))
        assert any(other.area_code[0] == "L" for other in found)
