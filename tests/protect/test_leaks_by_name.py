"""Leaks of what no file shows: whom a shown number leaves of its whole, wherever a reader has a name for them.

Whatever a total leaves beside its shown parts is protected unless ``[[nameless]]`` says why nobody can name it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.design.files.policy_file import load_policies
from pipeline.design.policy import Nameless
from pipeline.foundation.numbers import DisclosureError, Level
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.protect.attack.certificate import protects_of
from pipeline.protect.edition.at_stake import policies_for
from tests.protect.test_disclosure_leaks_by_definition import Numbers, bounds, seen
from tests.protect.test_leaks_of_outcomes import WIDE, left

RELEASES = release_names()


@pytest.mark.parametrize(
    ("name", "whole", "part", "rest"),
    [
        # The department's own columns: assessed and not, by subtraction.
        (
            "children-looked-after",
            "outcomes_aged_4_and_under:",
            "outcomes_aged_4_and_under:development_assessment=development_assessment_up_to_date",
            "outcomes_aged_4_and_under:development_assessment=development_assessment_not_up_to_date",
        ),
        (
            "children-looked-after",
            "children_missing:",
            "children_missing:absent_more_than_once=more_than_once",
            "children_missing:absent_more_than_once=not_more_than_once",
        ),
        (
            "children-looked-after",
            "outcomes_aged_5_to_16:",
            "outcomes_aged_5_to_16:strengths_and_difficulties=sdq_score_received",
            "outcomes_aged_5_to_16:strengths_and_difficulties=sdq_no_score",
        ),
        ("children-looked-after", "looked_after_on_31_march:", "looked_after_2_years_on_31_march:", ""),
        ("children-looked-after", "looked_after_on_31_march:", "looked_after_12_months_on_31_march:", ""),
        ("children-looked-after", "outcomes_of_looked_after_12_months:", "outcomes_aged_10_to_17:", ""),
        # In care in the year before and now, and not all the time between: who came back.
        ("children-looked-after", "looked_after_2_years_on_31_march:", "outcomes_of_looked_after_12_months:", ""),
        ("stability", "looked_after_on_31_march:", "looked_after_2_years_on_31_march:", ""),
        (
            "stability",
            "school_moves_of_looked_after_on_31_march:any_school_move=school_move",
            "school_moves_of_looked_after_on_31_march:mid_year_school_move=mid_year_move",
            "",
        ),
        ("children-in-need", "children_in_need_at_any_point:", "children_in_need_on_31_march:", ""),
        (
            "children-in-need",
            "children_on_a_child_protection_plan_at_any_point:",
            "children_starting_a_child_protection_plan:",
            "",
        ),
    ],
)
def test_whom_a_number_leaves_of_its_whole_is_not_told(name: str, whole: str, part: str, rest: str) -> None:
    """20 and 18 of them leave 2; in the other authorities nobody and 12 are left."""
    numbers: Numbers = {whole: (20, 30, 40), part: (18, 30, 28)}
    unshown: Numbers = {rest: (2, 0, 12)} if rest else {}
    assert left(seen(numbers, unshown, name=name), whole, part) >= WIDE


def test_who_is_17_is_not_told_by_two_ages_of_three() -> None:
    """Of 30 with outcomes 10 are aged 4 and under and 18 are 5 to 16: the other 2 are 17."""
    numbers: Numbers = {
        "outcomes_of_looked_after_12_months:": (30, 40, 60),
        "outcomes_aged_4_and_under:": (10, 15, 20),
        "outcomes_aged_5_to_16:": (18, 25, 28),
    }
    view = seen(numbers)
    (least, most), *parts = (bounds(view, one) for one in numbers)
    assert most - sum(low for low, _ in parts) - (least - sum(high for _, high in parts)) >= WIDE


def test_what_is_not_known_is_told() -> None:
    """20 less 9 inside and 8 outside leave 3 of whom nobody knows where they are: that tells of records."""
    at = "looked_after_on_31_march:locality="
    numbers: Numbers = {
        "looked_after_on_31_march:": (20, 30, 40),
        f"{at}inside": (9, 20, 30),
        f"{at}outside": (8, 10, 10),
    }
    view = seen(numbers, {f"{at}locality_not_known": (3, 0, 0)})
    assert [bounds(view, one) for one in numbers] == [(20, 20), (9, 9), (8, 8)]


@pytest.mark.parametrize("name", RELEASES)
def test_everything_is_protected_but_what_is_not_known_and_rests_without_a_name(name: str) -> None:
    release = load_release(name)
    edition = policies_for(release, 2024).together
    assert {one.category for one in edition.nameless if not one.measure} == {"*_not_known"}
    rests = {one.measure: one.reason for one in edition.nameless if one.measure}
    assert set(rests.values()) == {one.nameless for one in release.identities if one.nameless}
    assert all(one.startswith("rest of ") for one in rests)
    for identity in (one for one in release.identities if one.rest_name):
        assert edition.protects(identity.rest_name, "", Level.LOCAL_AUTHORITY, is_shown=False)


def _rules(name: str) -> Path:
    return TEMPLATES / name / "release.toml"


def test_nameless_numbers_are_those_of_a_measure_a_key_or_a_category() -> None:
    unknown = Nameless(category="*_not_known", reason="why", authority="who")
    assert unknown.covers("children", "age_group=1_to_4;sex=sex_not_known")
    assert not unknown.covers("children", "age_group=1_to_4;sex=male")
    of_boys = Nameless("children", "sex=male", reason="why", authority="who")
    assert of_boys.covers("children", "sex=male")
    assert not of_boys.covers("episodes", "sex=male")
    assert not of_boys.covers("children", "sex=female")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('category = "*_not_known"\nreason = "why"', "needs a reason and an authority"),
        ('reason = "why"\nauthority = "who"', "give a key or a category"),
        ('measure = "a"\nreason = "why"\nauthority = "who"', "give a key or a category"),
        ('key = "sex=male"\ncategory = "b"\nreason = "why"\nauthority = "who"', "give a key or a category"),
        ('categories = "b"\nreason = "why"\nauthority = "who"', "it takes a measure, a key or a category"),
    ],
)
def test_nameless_numbers_that_say_too_little_are_refused(entry: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "release.toml"
    path.write_text(_rules("stability").read_text(encoding="utf-8") + f"\n[[nameless]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match=rf"\[\[nameless\]\] number 2: {message}"):
        load_policies(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ", rest: looked_after_under_2_years_on_31_march}",
            "}",
            "field part: say what readers call whom it leaves out",
        ),
        ("rest: looked_after_under_2_years_on_31_march", "rest: adopted_during_year", "field rest: .* is a measure"),
        ("named: outcomes_aged_17_and_over", "nameless: ''", "field unpublished: say what readers call it"),
        ("named: outcomes_aged_17_and_over", "named: aged_17, nameless: why", "what is called 'aged_17' has a name"),
        (', whole: "missing_incidents:"}', ', whole: "missing_incidents:", rest: others}', "field rest: only one part"),
    ],
)
def test_a_part_without_a_word_on_its_rest_is_refused(old: str, new: str, message: str, templates: Path) -> None:
    path = templates / "children-looked-after" / "data_sets.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError, match=rf"data_sets.yaml line \d+, {message}|{message}"):
        load_release("children-looked-after", templates)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the declarations of children looked after, to spoil."""
    own = tmp_path / "children-looked-after"
    own.mkdir()
    for path in (TEMPLATES / "children-looked-after").iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_certificate_of_before_protects_what_files_show_alone() -> None:
    rules = policies_for(load_release("stability"), 2024).together
    now = {"exempt": [], "nameless": [{"category": "*_not_known"}]}
    before = {"exempt": [], "named": [{"measure": "children", "key": "sex=male", "reason": "why"}]}
    asked = ("looked_after_on_31_march", "number_of_placements=1_placement", Level.LOCAL_AUTHORITY)
    assert rules.protects(*asked, False) and protects_of(now)(*asked, False)
    assert not protects_of(before)(*asked, False)
    assert protects_of(before)(*asked, True)
    assert not replace(rules, nameless=(Nameless(asked[0], asked[1]),)).protects(*asked, False)
