"""Hand-made worst cases, attacked with whole-number programmes that know what is printed and nothing else.

Regions of one authority and of two, an authority with one child, and all zeros but one. The attacker is written from
the rules on the cover: it shares no row, bound or rounding with suppression or audit.
"""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np
import pytest

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, Key, Pattern, Reason
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import level_of, policy
from tests.protect.test_disclosure_insiders import attack, regions

PARTS = "b=c0", "b=c1", "b=c2"
NEIGHBOURS = (22, 33, 44), (51, 31, 37), (61, 71, 81)
ZERO = 0, 0, 0
Authorities = tuple[tuple[int, ...], ...]
CASES: dict[str, tuple[Authorities, ...]] = {
    "a region of one authority": (((3, 40, 60),), NEIGHBOURS),
    "a region of one authority, all small": (((3, 2, 1),), NEIGHBOURS),
    "a region of two authorities": (((3, 40, 60), (22, 33, 44)), NEIGHBOURS),
    "a region of two authorities, both small": (((3, 40, 60), (2, 33, 44)), NEIGHBOURS),
    "an authority with one child": (((1, 0, 0), *NEIGHBOURS), NEIGHBOURS),
    "a region of an authority with one child": (((1, 0, 0),), NEIGHBOURS),
    "all zeros but one in a region": ((ZERO, ZERO, (0, 3, 0)), NEIGHBOURS),
    "all zeros but one": ((ZERO, ZERO), (ZERO, (0, 2, 0))),
}


def printed(cells: Cells, pattern: Pattern, rules: Policy) -> dict[Key, int | None]:
    """Every number as it is printed: to the base of its level, half up; None is the symbol."""
    found: dict[Key, int | None] = {}
    for key, value in zip(cells.keys, cells.values.tolist(), strict=True):
        base = rules.bases[level_of(key.area_code)]
        found[key] = None if key in pattern.suppressed else (value + base // 2) // base * base
    return found


class Stranger:
    """Whole tables of authorities by part that agree with what is printed."""

    def __init__(self, shown: Mapping[Key, int | None], areas: Mapping[str, tuple[str, ...]], rules: Policy) -> None:
        """Take what is printed, and the authorities of which each area is the sum."""
        self.areas = areas
        self.column = {
            (area, part): at
            for at, (area, part) in enumerate(sorted({(one, part) for one in areas["E"] for part in PARTS}))
        }
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        count = len(self.column)
        self.every = np.arange(count, dtype=np.int32)
        self.solver.addVars(count, np.zeros(count), np.full(count, 1000.0))
        self.solver.changeColsIntegrality(count, self.every, np.ones(count, dtype=np.uint8))
        for key, number in shown.items():
            base = rules.bases[level_of(key.area_code)]
            least, most = (1, 100_000) if number is None else (number - base // 2, number + (base - 1) // 2)
            if number is not None and base > 1:
                # A visible 0 is a true 0, and 1 to 5 would be the symbol.
                least, most = (0, 0) if number == 0 else (max(least, 6), most)
            columns = self.columns(key)
            self.solver.addRow(float(least), float(most), len(columns), columns, np.ones(len(columns)))

    def columns(self, key: Key) -> np.ndarray:
        parts = [key.breakdown] if key.breakdown else PARTS
        found = [self.column[area, part] for area in self.areas[key.area_code] for part in parts]
        return np.array(found, dtype=np.int32)

    def range_of(self, key: Key) -> tuple[int, int]:
        """The least and largest count that some table has."""
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.every))
            cost[self.columns(key)] = sign
            self.solver.changeColsCost(len(self.every), self.every, cost)
            self.solver.run()
            assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(round(sign * self.solver.getInfo().objective_function_value))
        return ends[0], ends[1]


def areas_of(case: tuple[Authorities, ...]) -> dict[str, tuple[str, ...]]:
    """The authorities of which every area is the sum, numbered as `regions` does."""
    found: dict[str, tuple[str, ...]] = {"E": tuple(f"L{at}" for at in range(sum(map(len, case))))}
    found |= {area: (area,) for area in found["E"]}
    first = 0
    for number, authorities in enumerate(case):
        found[f"R{number}"] = found["E"][first : first + len(authorities)]
        first += len(authorities)
    return found


@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
@pytest.mark.parametrize("name", CASES)
def test_no_small_count_is_known(name: str, edition: str) -> None:
    """Each small count is the symbol, and left an interval of 3 or listed as the stranger finds it."""
    rules, case = policy(edition), CASES[name]
    cells, relations = regions(*case)
    pattern = protect(cells, relations, rules)
    view = published_view("test", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker.of(rules), pattern.structural)
    assert report.passed
    listed = {one.key: (one.lower, one.upper) for one in report.structural}
    shown = printed(cells, pattern, rules)
    stranger = Stranger(shown, areas_of(case), rules)
    small = [key for key, value in zip(cells.keys, cells.values.tolist(), strict=True) if 1 <= value <= 5]
    assert small
    for key in small:
        assert shown[key] is None
        least, most = stranger.range_of(key)
        if key in listed:
            assert listed[key] == (least, most)
        else:
            assert most - least >= 3


@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
@pytest.mark.parametrize("name", CASES)
def test_no_authority_knows_more_than_is_listed(name: str, edition: str) -> None:
    cells, relations = regions(*CASES[name])
    rules = policy(edition)
    pattern = protect(cells, relations, rules)
    assert attack(cells, relations, rules, pattern, rules.insider_width).findings == ()


def test_the_stranger_finds_what_is_left_open() -> None:
    """Were only small counts suppressed, the row would tell this one: 103 less 40 and 60."""
    cells, _ = regions(*CASES["a region of one authority"])
    rules = policy("ees")
    small = Key("looked_after", 2024, "L0", "b=c0")
    pattern = Pattern({small: Reason.PRIMARY, small._replace(area_code="R0"): Reason.PRIMARY}, (), 0.0)
    stranger = Stranger(printed(cells, pattern, rules), areas_of(CASES["a region of one authority"]), rules)
    assert stranger.range_of(small) == (3, 3)
