"""Quantiles and means: shown only where they tell nothing, and taken for what they tell when they are attacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.analyse.distribution import Distribution
from pipeline.foundation.numbers import UNBOUNDED, Band, Cells, Form, Key, Level, Mean, PublishedView, Quantile
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, Relations, build_relations
from pipeline.protect.suppress.primary import follows
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import key, policy

LA = "L00"
TOTAL = key(LA)
# Numbers 0, 1 to 2, 3 to 4; and bands of which neighbours share a number, as bands of calendar months share days.
APART = ((0, 0), (1, 2), (3, 4))
OVERLAPPING = ((0, 2), (2, 4), (4, 6))
TREES = {"band": {"b0": "", "b1": "", "b2": "", "not_known": ""}}


def band(number: int) -> Key:
    return key(LA, f"band=b{number}")


def quantile(edges: Sequence[tuple[int, int]], at: Fraction, number: int | None) -> Quantile:
    bands = tuple(Band(band(place), *edge) for place, edge in enumerate(edges))
    return Quantile(key(LA, "median", "quantile"), Level.LOCAL_AUTHORITY, at, TOTAL, bands, number=number)


def relations_of(one: Quantile | Mean) -> Relations:
    keys = [TOTAL, *(key(LA, f"band={category}") for category in TREES["band"])]
    return build_relations(keys, Hierarchies({}, TREES), [one])


def values_of(relations: Relations, counts: Sequence[int]) -> np.ndarray:
    """The counts of the three bands and of those whose number is not known, and their total."""
    by_key = {band(place): count for place, count in enumerate(counts[:3])}
    by_key |= {key(LA, "band=not_known"): counts[3], TOTAL: sum(counts)}
    return np.array([by_key[one] for one in relations.keys], dtype=np.int64)


def placements(edges: Sequence[tuple[int, int]], counts: Sequence[int]) -> Iterator[Distribution]:
    """Every distribution of whole numbers in which so many are in each band."""

    def within(edge: tuple[int, int], count: int) -> Iterator[dict[int, int]]:
        numbers = range(edge[0], edge[1] + 1)
        for one in product(range(count + 1), repeat=len(numbers)):
            if sum(one) == count:
                yield dict(zip(numbers, one, strict=True))

    for parts in product(*(list(within(edge, count)) for edge, count in zip(edges, counts, strict=True))):
        together: dict[int, int] = {}
        for part in parts:
            for number, count in part.items():
                together[number] = together.get(number, 0) + count
        yield Distribution(tuple(sorted(together.items())))


def completions(counts: Sequence[int], suppressed: Sequence[bool]) -> Iterator[tuple[int, ...]]:
    """Every table that a reader cannot rule out: shown cells as they are, suppressed ones 1 or more, the total kept."""
    free = [place for place, is_suppressed in enumerate(suppressed) if is_suppressed]
    room = sum(counts[place] for place in free)
    for found in product(range(1, room + 1), repeat=len(free)):
        if sum(found) == room:
            table = list(counts)
            for place, value in zip(free, found, strict=True):
                table[place] = value
            yield tuple(table)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([APART, OVERLAPPING]),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]),
    st.integers(0, 10_000),
)
def test_a_quantile_that_is_shown_leaves_every_suppressed_count_all_its_values(
    edges: Sequence[tuple[int, int]], counts: list[int], wishes: list[bool], at: Fraction, pick: int
) -> None:
    """Brute force: of all tables a reader cannot rule out, none is ruled out by the quantile."""
    suppressed = [wish and count > 0 for wish, count in zip(wishes, counts, strict=True)]
    assume(sum(counts[:3]) > 0)
    every = list(placements(edges, counts[:3]))
    number = every[pick % len(every)].quantile(at)
    one = quantile(edges, at, number)
    relations = relations_of(one)
    mask = np.zeros(len(relations.keys), dtype=np.bool_)
    for place, category in enumerate(TREES["band"]):
        mask[relations.unknown[key(LA, f"band={category}")]] = suppressed[place]
    rules = policy("ees", denominator_minimum=0, threshold=0)
    if follows(relations, values_of(relations, counts), mask, rules, one):
        # Of what is shown in full nothing is left to tell, so nothing may be kept back for it.
        assert any(suppressed)
        return
    for table in completions(counts, suppressed):
        assert any(found.quantile(at) == number for found in placements(edges, table[:3]))


@pytest.mark.parametrize(
    ("counts", "suppressed", "number", "is_shown"),
    [
        ((20, 30, 40, 0), (), 1, True),
        # The upper half is suppressed, and must be above 2 whatever it is.
        ((20, 30, 40, 5), ("band=b2", "band=not_known"), 1, True),
        # 45 suppressed in two bands: the median may be in either.
        ((5, 40, 45, 0), ("band=b1", "band=b2"), 3, False),
        # Inside a suppressed band.
        ((10, 80, 10, 5), ("band=b1", "band=not_known"), 1, False),
        # On a base of 10 and of 11.
        ((1, 8, 1, 0), (), 1, False),
        ((1, 9, 1, 0), (), 1, True),
        ((20, 30, 40, 0), ("",), 1, False),
    ],
)
def test_when_a_quantile_is_shown(
    counts: tuple[int, ...], suppressed: tuple[str, ...], number: int, is_shown: bool
) -> None:
    one = quantile(APART, Fraction(1, 2), number)
    relations = relations_of(one)
    mask = np.array([found.breakdown in suppressed for found in relations.keys])
    rules = policy("ees", threshold=0)
    assert follows(relations, values_of(relations, counts), mask, rules, one) is not is_shown


def test_an_attack_uses_a_quantile_that_should_be_suppressed() -> None:
    """Two suppressed bands come to 14; a median in the upper of them leaves 1 for the lower, beside the 10 shown."""
    one = quantile(APART, Fraction(1, 2), None)
    relations = relations_of(one)
    view = view_of(relations, {TOTAL: 30, band(0): 10, key(LA, "band=not_known"): 6})
    before = audit(view, relations, Attacker(5, 1, 3), exact=True)
    assert before.passed
    assert {(interval.lower, interval.upper) for interval in before.intervals} == {(1, 13)}
    telling = replace(view, quantiles={one.key: 3})
    findings = audit(telling, relations, Attacker(5, 1, 3), exact=True).findings
    assert [(found.kind, found.key, found.lower) for found in findings] == [("exact", band(1), 1)]


def view_of(relations: Relations, shown: dict[Key, int]) -> PublishedView:
    forms = np.array([int(Form.SHOWN if one in shown else Form.SUPPRESSED) for one in relations.keys])
    lower = np.array([shown.get(one, 0) for one in relations.keys])
    upper = np.array([shown.get(one, UNBOUNDED) for one in relations.keys])
    return PublishedView("r", relations.keys, forms, lower, upper)


def test_a_release_with_quantiles_passes_its_own_attack() -> None:
    """Small bands suppressed, quantiles where they follow; suppressed and shown ones agree with what the view holds."""
    rng = np.random.default_rng(3)
    rows, derived = [], []
    for number in range(12):
        area = f"L{number:02}"
        counts = rng.multinomial(int(rng.integers(8, 90)), [0.1, 0.5, 0.4])
        rows.append((key(area), int(counts.sum()), Level.LOCAL_AUTHORITY, True, True))
        for place, count in enumerate(counts.tolist()):
            rows.append((key(area, f"band=b{place}"), count, Level.LOCAL_AUTHORITY, True, True))
        bands = tuple(Band(key(area, f"band=b{place}"), *edge) for place, edge in enumerate(APART))
        for at in (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)):
            found = Distribution(tuple((edge[0], int(count)) for edge, count in zip(APART, counts, strict=True)))
            name = key(area, str(at), "quantile")
            derived.append(Quantile(name, Level.LOCAL_AUTHORITY, at, key(area), bands, number=found.quantile(at)))
    cells = Cells.of(rows)
    relations = build_relations(cells.keys, Hierarchies({}, TREES), derived)
    rules = policy("ees")
    pattern = protect(cells, relations, rules)
    view = published_view("r", cells, relations, rules, pattern)
    assert 0 < len(view.quantiles) < len(derived)
    assert set(view.quantiles) | {one for one in pattern.suppressed if one.measure == "quantile"} == {
        one.key for one in derived
    }
    assert audit(view, relations, Attacker.of(rules), structural=pattern.structural).passed


@pytest.mark.parametrize(
    ("count", "is_suppressed", "needs_base", "is_unshown", "expected"),
    [
        (11, False, True, False, False),
        (10, False, True, False, True),
        (40, True, True, False, True),
        (6, False, False, False, False),
        (6, True, False, False, True),
        (0, False, True, False, False),
        # A count that no table shows cannot be seen to be small.
        (3, False, False, True, True),
        (11, False, True, True, False),
    ],
)
def test_a_mean_follows_the_people_it_is_of(
    count: int, is_suppressed: bool, needs_base: bool, is_unshown: bool, expected: bool
) -> None:
    unshown = frozenset([TOTAL] if is_unshown else [])
    one = Mean(key(LA, "", "mean"), Level.LOCAL_AUTHORITY, TOTAL, needs_base=needs_base, unshown=unshown)
    relations = build_relations([TOTAL], Hierarchies({}, {}), [one])
    assert follows(relations, np.array([count]), np.array([is_suppressed]), policy("ees"), one) is expected


def test_a_mean_over_a_rounded_count_is_suppressed_by_what_is_shown_of_it() -> None:
    """10 is shown for 6 to 14: a mean that were shown over 11 and not over 9 would tell them apart."""
    one = Mean(key("R0", "", "mean"), Level.REGIONAL, key("R0"))
    relations = build_relations([key("R0")], Hierarchies({}, {}), [one])
    answers = {
        count: follows(relations, np.array([count]), np.array([False]), policy("ees"), one) for count in range(6, 30)
    }
    assert answers == {count: count < 15 for count in range(6, 30)}
