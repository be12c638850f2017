"""What synthetic pupils do comes to the published national values of each group, within 3 in 100 and chance."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from pipeline.synthetic.pupils.others import OTHERS_A_CHILD, add_others, others_drawn, spread_of_all
from pipeline.synthetic.pupils.results import absence, exclusions, key_stage_2, key_stage_4, target_of

MANY = 30_000
GROUPS = ("cla_12_months", "cppo", "cino")


def near(found: float, published: float, spread: float) -> bool:
    """Within 3 in 100 of what was published, and 3 standard errors of an average over many pupils."""
    return abs(found - published) <= 0.03 * abs(published) + 3 * spread / MANY**0.5


def of_percentage(found: float, published: float) -> bool:
    return near(found, published, (published * (100 - published)) ** 0.5)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_absence(group: str, year: int) -> None:
    rng, target = Random(year), target_of(year, group)
    drawn = [absence(rng, target) for _ in range(MANY)]
    assert all(0 <= authorised + unauthorised <= possible for possible, authorised, unauthorised in drawn)
    sessions = sum(possible for possible, _, _ in drawn)
    overall = 100 * sum(authorised + unauthorised for _, authorised, unauthorised in drawn) / sessions
    assert near(overall, target("absence_overall"), 25)
    assert near(100 * sum(authorised for _, authorised, _ in drawn) / sessions, target("absence_authorised"), 15)
    for name, share in (("persistently_absent", 10), ("severely_absent", 2)):
        many = sum(share * (authorised + unauthorised) >= possible for possible, authorised, unauthorised in drawn)
        assert of_percentage(100 * many / MANY, target(name)), name


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_key_stage_2(group: str, year: int) -> None:
    rng, target = Random(year), target_of(year, group)
    drawn = [record for _ in range(MANY) if (record := key_stage_2(rng, target, year)) is not None]
    assert len(drawn) == MANY and key_stage_2(rng, target, 2020) is None
    for column, name in (
        ("READ", "reading"), ("WRITTA", "writing"), ("MAT", "mathematics"), ("GPS", "grammar"), ("SCITA", "science"),
        ("RWM", "combined"),
    ):  # fmt: skip
        assert of_percentage(100 * sum(one[f"KS2_{column}EXP"] == "1" for one in drawn) / MANY, target(name)), name
    for one in drawn[:1000]:
        parts = {one[f"KS2_{name}EXP"] for name in ("READ", "WRITTA", "MAT")}
        assert (one["KS2_RWMEXP"] == "1") == (parts == {"1"})
        assert (one["KS2_INREADPROG"] == "1") == (one["KS2_READPROGSCORE_P_ADJUSTED"] != "")
    assert any(one["KS2_INREADPROG"] == "1" for one in drawn) == (year not in (2024, 2025))


def key_stage_4_mean(drawn: list[dict[str, str]], column: str) -> float:
    return sum(float(one[column]) for one in drawn) / len(drawn)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_key_stage_4(group: str, year: int) -> None:
    rng, target = Random(year), target_of(year, group)
    drawn = [key_stage_4(rng, target, year) for _ in range(MANY)]
    mean: Callable[[str], float] = lambda column: key_stage_4_mean(drawn, column)  # noqa: E731
    assert near(mean("KS4_ATT8"), target("attainment_8"), target("attainment_8"))
    assert near(mean("KS4_EBACCAPS_PUPIL"), target("english_baccalaureate_points"), 1.6)
    for column, name in (
        ("KS4_L2BASICS_94", "grade_4_or_above"), ("KS4_L2BASICS_95", "grade_5_or_above"),
        ("KS4_EBACC_E_PTQ_EE", "entered_english_baccalaureate"),
    ):  # fmt: skip
        assert of_percentage(100 * mean(column), target(name)), name
    assert all(one["KS4_L2BASICS_95"] <= one["KS4_L2BASICS_94"] for one in drawn)


@pytest.mark.parametrize("group", GROUPS)
def test_exclusions(group: str) -> None:
    rng, target = Random(1), target_of(2021, group)
    drawn = [exclusions(rng, target) for _ in range(MANY)]
    for category, name in (("PERM", "permanently_excluded"), ("SUSP", "suspended")):
        assert of_percentage(100 * sum(category in one for one in drawn) / MANY, target(name)), name


def test_a_year_without_a_value_has_that_of_the_year_before_it() -> None:
    assert target_of(2026, "cino")("attainment_8") == target_of(2025, "cino")("attainment_8") == 17.3
    assert target_of(2010, "cino")("free_school_meals") == target_of(2017, "cino")("free_school_meals")


@pytest.mark.parametrize(("file", "name", "year"), [("ks2", "writing", 2019), ("ks4", "progress_8", 2024)])
def test_all_pupils_together_have_the_measured_spread(file: str, name: str, year: int) -> None:
    """Children of the three groups and the others: an average of 0, and a standard deviation within 3 in 100."""
    rng = Random(year)
    draw = key_stage_2 if file == "ks2" else key_stage_4
    lines: list[str] = []
    for group in GROUPS:
        for _ in range(1500):
            record = draw(rng, target_of(year, group), year)
            assert record is not None
            lines = lines or [f"UPN,{','.join(record)}"]
            lines.append(f"A,{','.join(record.values())}")
    add_others({file: lines}, year, 1)
    at = lines[0].split(",").index({"writing": "KS2_WRITPROGSCORE_P_ADJUSTED", "progress_8": "KS4_P8SCORE"}[name])
    assert len(lines) == 1 + 4500 * (1 + OTHERS_A_CHILD)
    scores = [float(value) for line in lines[1:] if (value := line.split(",")[at])]
    mean = sum(scores) / len(scores)
    spread = (sum((one - mean) ** 2 for one in scores) / len(scores)) ** 0.5
    assert abs(spread - spread_of_all(name, year)) < 0.03 * spread_of_all(name, year)
    assert abs(mean) < 3 * spread / len(scores) ** 0.5
    assert len({line.split(",")[0] for line in lines[4501:]}) == 4500 * OTHERS_A_CHILD


def test_where_nobody_has_a_score_the_others_have_the_whole_spread() -> None:
    assert others_drawn([], 1.4) == (0.0, 1.4)
