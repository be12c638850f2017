"""Leaks between two series of outcomes: whom one leaves out of the other, by name. Each is told unless declared."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.numbers import Level, PublishedView
from pipeline.protect.edition.at_stake import policies_for
from tests.protect.test_disclosure_leaks_by_definition import SUPPRESSED, Numbers, bounds
from tests.protect.test_disclosure_leaks_by_definition import seen as seen_of

GROUPS = {"children_in_need_only": "cino", "children_looked_after": "cla_12_months", "children_on_a_plan": "cppo"}
PAIRS = Path(__file__).parents[1] / "golden" / "pairs_of_outcomes.csv"
WIDE = 3
"""Between the least and the greatest count that a reader may be left with."""


def seen(numbers: Numbers, unshown: Numbers | None = None) -> PublishedView:
    return seen_of(numbers, unshown, name="outcomes")


def left(view: PublishedView, whole: str, part: str, area: str = "301") -> int:
    """How many values the difference of two series can have as far as their own figures tell, less one."""
    (least, most), (lower, upper) = bounds(view, whole, area), bounds(view, part, area)
    return (most - lower) - (least - upper)


@pytest.mark.parametrize(("block", "group"), GROUPS.items())
@pytest.mark.parametrize(
    ("whole", "part", "within"),
    [
        ("special_needs", "school_types", ""),
        ("key_stage_4", "progress_8", ""),
        ("key_stage_2", "key_stage_2_progress", ";subject=reading"),
        ("key_stage_2", "key_stage_2_progress", ";subject=writing"),
        ("key_stage_2", "key_stage_2_progress", ";subject=mathematics"),
    ],
)
def test_whom_one_file_leaves_out_of_another_is_not_told(
    block: str, group: str, whole: str, part: str, within: str
) -> None:
    """40 pupils in one and 38 of them in the other leave 2; in the other authorities nobody and 12 are left."""
    key = f":social_care_group={group}{within}"
    one, other = f"{whole}_of_{block}{key}", f"{part}_of_{block}{key}"
    view = seen({one: (40, 60, 72), other: (38, 60, 60)})
    assert left(view, one, other) >= WIDE


@pytest.mark.parametrize(("block", "group"), GROUPS.items())
def test_types_of_need_add_up_to_special_needs(block: str, group: str) -> None:
    """Of 20 with special needs 18 have a type that is shown; 2 are left for the one that is suppressed."""
    of = f"special_needs_of_{block}:"
    every, none = (f"{of}social_care_group={group};special_educational_need={one}" for one in ("all_sen", "no_sen"))
    types = {one: f"{of}primary_type_of_need={one};social_care_group={group}" for one in ("asd", "hi", "semh", "slcn")}
    view = seen(
        {
            f"{of}social_care_group={group}": (50, 90, 80),
            every: (20, 40, 30),
            none: (30, 50, 50),
            types["asd"]: (10, 20, 14),
            types["hi"]: (2, 8, 6),
            types["semh"]: (8, 12, 10),
            types["slcn"]: (0, 0, 0),
        },
        {f"{of}primary_type_of_need=no_type_of_need;social_care_group={group}": (30, 50, 50)},
    )
    assert bounds(view, types["hi"]) == SUPPRESSED
    others = [bounds(view, name) for name in (types["asd"], types["semh"])]
    least, most = bounds(view, every)
    assert most - sum(low for low, _ in others) - (least - sum(high for _, high in others)) >= WIDE


@pytest.mark.parametrize(
    ("measure", "whole", "met", "missed"),
    [
        ("key_stage_2", "subject=reading", "expected_standard=met_expected_standard", "did_not_meet_expected_standard"),
        ("key_stage_4", "", "english_and_mathematics=grade_4_or_above", "below_grade_4"),
    ],
)
def test_who_did_not_reach_a_standard_is_not_told(measure: str, whole: str, met: str, missed: str) -> None:
    """10 pupils of whom 8 reached it: the 2 who did not are in no file."""
    of, group = f"{measure}_of_children_on_a_plan:", "social_care_group=cppo"
    everybody = of + ";".join(sorted(filter(None, (group, whole))))
    reached = of + ";".join(sorted(filter(None, (group, whole, met))))
    short = of + ";".join(sorted(filter(None, (group, whole, f"{met.partition('=')[0]}={missed}"))))
    view = seen({everybody: (10, 40, 50), reached: (8, 20, 20)}, {short: (2, 20, 30)})
    assert left(view, everybody, reached) >= WIDE


def test_all_three_subjects_tell_nothing_of_one_another() -> None:
    """Of 10 pupils 8, 8 and 9 reach it in a subject: 5 or more in all three, so 5 if it is suppressed."""
    of, group = "key_stage_2_of_children_looked_after:", "social_care_group=cla_12_months"

    def name(subject: str, standard: str = "") -> str:
        return of + ";".join(filter(None, (standard, group, f"subject={subject}")))

    met, missed = "expected_standard=met_expected_standard", "expected_standard=did_not_meet_expected_standard"
    reached = {"reading": (8, 30, 20), "writing": (8, 25, 22), "mathematics": (9, 28, 21), "combined": (5, 20, 15)}
    view = seen(
        {name(one): (10, 50, 40) for one in reached} | {name(one, met): counts for one, counts in reached.items()},
        {
            name(one, missed): tuple(whole - count for whole, count in zip((10, 50, 40), counts, strict=True))
            for one, counts in reached.items()
        },  # type: ignore[misc]
    )
    assert bounds(view, name("combined", met)) == SUPPRESSED
    least = sum(bounds(view, name(one, met))[0] for one in ("reading", "writing", "mathematics"))
    most = bounds(view, name("combined"))[1]
    assert least - 2 * most <= 5 - WIDE


def test_every_pair_of_measures_has_been_thought_of() -> None:
    """What two series leave of one another is a group of pupils: the same, a part with a named rest, or of no name."""
    release = load_release("outcomes")
    with PAIRS.open(encoding="utf-8", newline="") as file:
        told = {(row["one"], row["other"]): row["relation"] for row in csv.DictReader(file) if row["reason"]}
    for block, group in GROUPS.items():
        pupils = sorted(
            one.name.removesuffix(f"_of_{block}") for one in release.measures if not one.is_amount and block in one.name
        )
        assert sorted(told) == list(combinations(pupils, 2))
        declared = {
            frozenset((one.whole.measure, part.measure)): "part" if one.rest_name else "same"
            for one in release.identities
            for part in one.parts
            if one.whole.measure != part.measure and one.whole.measure.endswith(block)
        }
        # What is a part of one is a part of the other that is the same number.
        for pair in [pair for pair, relation in declared.items() if relation == "same"]:
            for one in [one for one, relation in declared.items() if relation == "part" and one & pair]:
                declared[one ^ pair] = "part"
        assert declared == {
            frozenset(f"{one}_of_{block}" for one in pair): relation
            for pair, relation in told.items()
            if relation != "apart"
        }, group


def test_every_part_that_has_a_name_is_protected_by_it() -> None:
    release = load_release("outcomes")
    named = {one.rest_name for one in release.identities if one.has_rest}
    assert len(named) == 5 * len(GROUPS)
    for edition in (2022, 2025):
        rules = policies_for(release, edition).together
        assert all(rules.protects(one, "", Level.LOCAL_AUTHORITY, is_shown=False) for one in named)
