"""The audit against brute force, and against leaks planted by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.analyse.rounding import round_half_up, round_ratio
from pipeline.foundation.numbers import UNBOUNDED, DisclosureError, Form, Key, PublishedView, Ratio, SolverFailed
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, build_relations
from tests.protect.tables import key, level_of

LARGEST = 13
SHAPES = {  # region of each authority, leaf categories, their groups
    "two by three, one region": ((0, 0), ("c0", "c1", "c2"), {}),
    "three by two, two regions": ((0, 0, 1), ("c0", "c1"), {}),
    "two by three with a group, two regions": ((0, 1), ("c0", "c1", "c2"), {"c0": "g", "c1": "g"}),
}


def vectors(length: int, largest: int) -> np.ndarray:
    """Every vector of whole numbers with a sum of at most `largest`."""
    found = [v for v in itertools.product(range(largest + 1), repeat=length - 1) if sum(v) <= largest]
    return np.array([(*v, last) for v in found for last in range(largest + 1 - sum(v))])


EVERY = vectors(6, LARGEST)


def sums_of(shape: str) -> dict[Key, np.ndarray]:
    """Every number of a shape as the leaf cells that it is the sum of."""
    regions, leaves, groups = SHAPES[shape]
    sums: dict[Key, np.ndarray] = {}
    for (a, region), (c, leaf) in itertools.product(enumerate(regions), enumerate(leaves)):
        for area in (f"L{a}", f"R{region}", "E"):
            for breakdown in {"", f"b={leaf}", f"b={groups[leaf]}" if leaf in groups else ""}:
                sums.setdefault(key(area, breakdown), np.zeros(6, dtype=np.int64))[a * len(leaves) + c] = 1
    return dict(sorted(sums.items()))


def hierarchies(shape: str) -> Hierarchies:
    regions, leaves, groups = SHAPES[shape]
    tree = {"E": tuple(sorted({f"R{r}" for r in regions}))}
    for region in set(regions):
        tree[f"R{region}"] = tuple(f"L{a}" for a, other in enumerate(regions) if other == region)
    category = {leaf: groups.get(leaf, "") for leaf in leaves} | {group: "" for group in groups.values()}
    return Hierarchies({2024: tree}, {"b": category})


def bounds(value: int, base: int) -> tuple[int, int]:
    """By trying them all: which counts would be shown as this one."""
    same = [other for other in range(value + 20) if round_half_up(other, base) == round_half_up(value, base)]
    return same[0], same[-1]


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("lowest", [0, 1])
def test_audit_equals_brute_force(shape: str, lowest: int) -> None:
    rng = np.random.default_rng(len(shape) * 10 + lowest)
    sums = sums_of(shape)
    totals = {one: EVERY @ leaves for one, leaves in sums.items()}
    compared = 0
    for _ in range(340):
        true = EVERY[rng.integers(len(EVERY))]
        base = {0: 1, 1: int(rng.choice([1, 5, 10])), 2: int(rng.choice([1, 5, 10]))}
        share, possible = rng.uniform(0.2, 0.7), np.ones(len(EVERY), dtype=bool)
        forms, low, high, ratios, definitions = [], [], [], {}, []
        for one, leaves in sums.items():
            count = int(true @ leaves)
            shown_low, shown_high = bounds(count, base[level_of(one.area_code)])
            form = Form.SUPPRESSED if count >= lowest and rng.random() < share else Form.SHOWN
            if rng.random() < 0.1:
                form = Form.UNPUBLISHED
            if one == key("E") and shown_high > LARGEST:
                shown_high = LARGEST
            if one == key("E"):
                form = Form.SHOWN
            forms.append(form)
            low.append(shown_low)
            high.append(shown_high)
            if form == Form.SHOWN:
                possible &= (totals[one] >= shown_low) & (totals[one] <= shown_high)
            elif form == Form.SUPPRESSED:
                possible &= totals[one] >= lowest
        for one, leaves in sums.items():
            whole = key(one.area_code)
            if one.breakdown and rng.random() < 0.15 and int(true @ sums[whole]):
                name, decimals = one._replace(measure="percentage"), int(rng.integers(2))
                shown = round_ratio(int(true @ leaves), int(true @ sums[whole]), 100, decimals)
                definitions.append(Ratio(name, level_of(one.area_code), (one,), (whole,), decimals=decimals))
                ratios[name] = (shown, False)
                unit = 200 * 10**decimals
                possible &= unit * totals[one] >= (2 * shown - 1) * totals[whole]
                possible &= unit * totals[one] <= (2 * shown + 1) * totals[whole]
        view = PublishedView("test", tuple(sums), np.array(forms), np.array(low), np.array(high), ratios)
        relations = build_relations(view.keys, hierarchies(shape), definitions)
        report = audit(view, relations, Attacker(5, lowest, 3), exact=True)
        for interval in report.intervals:
            seen = totals[interval.key][possible]
            assert (interval.lower, interval.upper) == (seen.min(), seen.max())
            assert interval.settled
            assert interval.lower <= int(true @ sums[interval.key]) <= interval.upper
        quick = audit(view, relations, Attacker(5, lowest, 3))
        assert [(f.kind, f.key) for f in quick.findings] == [(f.kind, f.key) for f in report.findings]
        compared += len(report.intervals)
    assert compared > 1000


def shown(values: dict[Key, int | None], **more: object) -> PublishedView:
    """A view of exact numbers, None being suppressed."""
    keys = tuple(sorted(values))
    forms = np.array([Form.SUPPRESSED if values[one] is None else Form.SHOWN for one in keys])
    low = np.array([values[one] or 0 for one in keys])
    return PublishedView("test", keys, forms, low, low, **more)  # type: ignore[arg-type]


FLAT = Hierarchies({2024: {"E": ("L0", "L1")}}, {"b": {"c0": "", "c1": "", "c2": ""}})


def test_two_suppressed_with_a_sum_of_two_are_exact_where_zeros_are_visible() -> None:
    view = shown({key("L0"): 9, key("L0", "b=c0"): None, key("L0", "b=c1"): None, key("L0", "b=c2"): 7})
    relations = build_relations(view.keys, FLAT)
    assert [(f.kind, f.lower) for f in audit(view, relations, Attacker(5, 1, 3)).findings] == [("exact", 1)] * 2
    suppressed_zeros = audit(view, relations, Attacker(5, 0, 3))
    assert [(f.kind, f.lower, f.upper) for f in suppressed_zeros.findings] == [("narrow", 0, 2)] * 2


def test_a_number_in_no_table_is_found_when_it_follows() -> None:
    view = shown({key("L0"): 100, key("L0", "b=c0"): 60, key("L0", "b=c1"): 37})
    relations = build_relations([*view.keys, key("L0", "b=c2")], FLAT)
    report = audit(view, relations, Attacker(5, 1, 3))
    assert [(f.kind, f.key.breakdown, f.lower) for f in report.findings] == [("exact", "b=c2", 3)]
    with pytest.raises(DisclosureError, match="b=c2"):
        report.require()


def test_a_suppressed_number_with_nothing_to_work_from_is_unbounded() -> None:
    view = shown({key("L0"): None, key("L0", "b=c0"): None, key("L0", "b=c1"): 8})
    relations = build_relations(view.keys, FLAT)
    assert audit(view, relations, Attacker(5, 1, 3)).passed
    report = audit(view, relations, Attacker(5, 1, 3), exact=True)
    by_key = {one.key.breakdown: one for one in report.intervals}
    assert (by_key["b=c0"].lower, by_key["b=c0"].upper) == (1, UNBOUNDED)


def test_numbers_of_half_a_million_are_ordinary() -> None:
    view = shown({key("L0"): None, key("L0", "b=c0"): None, key("L0", "b=c1"): 657_780})
    report = audit(view, build_relations(view.keys, FLAT), Attacker(5, 1, 3), exact=True)
    assert report.passed
    by_key = {one.key.breakdown: one for one in report.intervals}
    assert (by_key[""].lower, by_key[""].upper) == (657_781, UNBOUNDED)


def test_a_number_as_large_as_no_limit_stops_the_audit() -> None:
    view = shown({key("L0"): None, key("L0", "b=c0"): None, key("L0", "b=c1"): 1_999_990})
    with pytest.raises(SolverFailed, match="too large"):
        audit(view, build_relations(view.keys, FLAT), Attacker(5, 1, 3))


def test_contradicting_numbers_are_refused() -> None:
    view = shown({key("L0"): 9, key("L0", "b=c0"): None, key("L0", "b=c1"): 9})
    with pytest.raises(DisclosureError, match="contradict"):
        audit(view, build_relations(view.keys, FLAT), Attacker(5, 1, 3))


def test_a_number_outside_the_relations_is_refused() -> None:
    view = shown({key("L0"): 9, key("L1"): 9})
    with pytest.raises(DisclosureError, match="L1"):
        audit(view, build_relations([key("L0")], FLAT), Attacker(5, 1, 3))


def test_a_solver_that_is_not_sure_stops_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    import highspy

    view = shown({key("L0"): 30, key("L0", "b=c0"): None, key("L0", "b=c1"): None, key("L0", "b=c2"): None})
    relations = build_relations(view.keys, FLAT)
    assert audit(view, relations, Attacker(5, 1, 3)).passed
    unsure = highspy.HighsModelStatus.kUnknown
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda self: unsure)
    with pytest.raises(SolverFailed, match="not optimal"):
        audit(view, relations, Attacker(5, 1, 3))


def test_a_wrong_table_from_the_solver_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    view = shown({key("L0"): 30, key("L0", "b=c0"): None, key("L0", "b=c1"): None, key("L0", "b=c2"): 20})
    relations = build_relations(view.keys, FLAT)
    monkeypatch.setattr("pipeline.protect.attack.attack.System.holds", lambda self, counts: False)
    with pytest.raises(SolverFailed, match="does not satisfy"):
        audit(view, relations, Attacker(5, 1, 3))
