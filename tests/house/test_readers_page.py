"""The page on what a reader is taken to know says what the code does."""

from __future__ import annotations

import re

import numpy as np
import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.policy_file import load_edition
from pipeline.foundation.numbers import Level
from pipeline.foundation.stages import PROJECT_ROOT, TEMPLATES
from pipeline.protect.reader.known import ENOUGH_AREAS
from pipeline.protect.reader.published import (
    AUTHORITY,
    COUNT,
    COUNTRY,
    REGION,
    SHOWN,
    SUPPRESSED,
    Place,
    Published,
    Rules,
    Series,
)

PAGE = (PROJECT_ROOT / "READERS.md").read_text(encoding="utf-8")
BASES = {AUTHORITY: 1, REGION: 10, COUNTRY: 10}
RULES = Rules(2024, 5, 1, 3, BASES, BASES)


def row_on(knows: str) -> str:
    """The line of the page's table on something that a reader knows."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"| {knows} |"))


def test_every_line_names_a_part_that_exists() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) == 14
    for line in rows:
        (path,) = re.findall(r"\| `([\w./-]+)` \|$", line)
        assert (PROJECT_ROOT / path).exists()


@pytest.mark.parametrize("name", ["children-looked-after", "children-in-need", "performance-tables"])
def test_the_threshold_and_the_width_are_those_of_the_policies(name: str) -> None:
    assert "no count of 1 to 5" in PAGE.lower() and "less than 3 apart" in PAGE
    policy = load_edition(TEMPLATES / name / "release.toml", 2024).together
    assert (policy.smallest_suppressed, policy.threshold, policy.minimum_width) == (1, 5, 3)


def test_what_rounding_tells_the_reader() -> None:
    """10 of a region is 6 to 14, 0 is 0; a suppressed number of an authority is 1 at least."""
    assert "10 to the nearest 10 is 6 to 14" in row_on("the rules of rounding")
    places = (Place(2024, "E12000001", REGION), Place(2024, "E06000001", AUTHORITY))
    state = np.array([[SHOWN, SUPPRESSED], [SHOWN, SHOWN]], dtype=np.int8)
    number, base = np.array([[10, 0], [0, 0]]), np.array([[10, 1], [10, 1]])
    series = (Series("f", (), "a", COUNT), Series("f", (), "b", COUNT))
    low, high = Published(series, places, state, number, base, {"f": frozenset()}, RULES).bounds()
    assert (low[0, 0], high[0, 0]) == (6, 14)
    assert low[0, 1] == 1
    assert low[1].tolist() == high[1].tolist() == [0, 0]


def test_the_definitions_of_the_page_are_declared() -> None:
    """Each is protected and attacked by tests/protect/test_disclosure_leaks_by_definition.py."""
    release = load_release("children-looked-after")
    wholes = {cell for one in release.contained if not one.is_believed for cell in one.wholes}
    assert {("missing_incidents", ""), ("away_incidents", ""), ("care_leavers", "suitability=not_suitable")} <= wholes
    assert {one.amount for one in release.banded_amounts} == {"strengths_and_difficulties_points"}
    believed = {cell for one in release.contained if one.is_believed for cell in one.parts}
    assert {(name, "in_touch=not_in_touch") for name in ("care_leavers", "care_leavers_aged_22_to_25")} < believed


def test_what_is_left_over_is_protected_unless_it_is_nameless() -> None:
    """Each release is asked by tests/protect/test_leaks_by_name.py."""
    assert "missing once: protected by default" in row_on("whom a shown number leaves of its whole")
    rules = load_edition(TEMPLATES / "children-looked-after" / "release.toml", 2024).together
    once, unknown = "absent_more_than_once=not_more_than_once", "locality=locality_not_known"
    assert rules.protects("children_missing", once, Level.LOCAL_AUTHORITY, is_shown=False)
    assert not rules.protects("looked_after_on_31_march", unknown, Level.LOCAL_AUTHORITY, is_shown=False)
    assert "`*_not_known`" in PAGE


def test_ten_areas_are_enough() -> None:
    assert "in ten areas" in row_on("what figures show by themselves")
    assert ENOUGH_AREAS == 10
