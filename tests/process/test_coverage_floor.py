"""The floor of coverage in release.toml: at the edge, for every return and published year; what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.analyse.counts import exposed_by_estimates, read_made_from, read_not_shown
from pipeline.foundation.stages import TEMPLATES, CheckFailed, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.areas import gross_areas
from pipeline.process.coverage import build_coverage
from pipeline.process.coverage_floor import acceptances, few_of, require_coverage
from pipeline.process.coverage_policy import NOT_AVAILABLE, CoveragePolicy, load_coverage_policy
from pipeline.process.rollup import roll_up
from tests.process.test_grossing import COUNTS, MEASURE, POPULATIONS, england

NINE_TENTHS = CoveragePolicy(90, 90, "estimated")
RELEASES = sorted(path.parent.name for path in TEMPLATES.glob("*/release.toml"))
# A voluntary collection, whose figures were once published from 69 per cent of returns.
OTHER_FLOORS = {
    "adoption-quarterly": CoveragePolicy(60, 60, "not available"),
    "outcomes": CoveragePolicy(90, 90, "not available", missing_authorities="left out"),
    "stability": CoveragePolicy(90, 90, "not available", missing_authorities="left out"),
}


def ten_authorities(sent: Mapping[int, int]) -> Warehouse:
    """Ten authorities, the first with 20,000 children and the others with 10,000; so many sent, by year."""
    warehouse = Warehouse()
    execute = warehouse.connection.execute
    execute("CREATE TABLE reference.reporting_units (collection_year INT, la_code VARCHAR, la_name VARCHAR)")
    execute(
        "CREATE TABLE reference.child_population (collection_year INT, area_level VARCHAR, area_code VARCHAR, "
        "population INT)"
    )
    execute('CREATE TABLE raw.coverage ("return" VARCHAR, collection_year INT, la_code VARCHAR, status VARCHAR)')
    for year, count in sent.items():
        for number in range(10):
            code, children = f"{number}", 20_000 if number == 0 else 10_000
            execute("INSERT INTO reference.reporting_units VALUES (?, ?, ?)", [year, code, f"Place {number}"])
            execute(
                "INSERT INTO reference.child_population VALUES (?, 'local_authority', ?, ?)", [year, code, children]
            )
            status = "supplied" if number < count else "not usable"
            execute("INSERT INTO raw.coverage VALUES ('ssda903', ?, ?, ?)", [year, code, status])
    return warehouse


@pytest.mark.parametrize("sent", [10, 9])
def test_the_floor_is_reached_at_its_edge(sent: int) -> None:
    """Nine of ten with the large one are 90 per cent of authorities, and 100,000 of 110,000 children are 90.9."""
    with ten_authorities({2024: sent}) as warehouse:
        require_coverage(warehouse, NINE_TENTHS, ["ssda903"], [2024], accepted=False)


def test_below_the_floor_nothing_is_published() -> None:
    with (
        ten_authorities({2024: 8}) as warehouse,
        pytest.raises(CheckFailed, match=r"^8 of 10 local authorities, with 81 per cent of children"),
    ):
        require_coverage(warehouse, NINE_TENTHS, ["ssda903"], [2024], accepted=False)


def test_few_children_are_too_few_whatever_the_number_of_authorities() -> None:
    """Nine of ten without the large one: 90 per cent of authorities, and 90,000 of 110,000 children are 81."""
    with ten_authorities({2024: 10}) as warehouse:
        warehouse.connection.execute("UPDATE raw.coverage SET status = 'absent' WHERE la_code = '0'")
        with pytest.raises(CheckFailed, match=r"9 of 10 .*81 per cent .*absent: Place 0"):
            require_coverage(warehouse, NINE_TENTHS, ["ssda903"], [2024], accepted=False)
        # Either part of the floor can be set by itself.
        require_coverage(warehouse, CoveragePolicy(90, 81, "estimated"), ["ssda903"], [2024], accepted=False)
        assert acceptances(warehouse, NINE_TENTHS) == []


def test_every_published_year_must_reach_it_and_no_other() -> None:
    with ten_authorities({2022: 1, 2023: 3, 2024: 10}) as warehouse:
        with pytest.raises(CheckFailed) as stopped:
            require_coverage(warehouse, NINE_TENTHS, ["ssda903"], [2023, 2024], accepted=False)
        assert "3 of 10" in str(stopped.value) and "1 of 10" not in str(stopped.value)
        assert "(absent: Place 3, Place 4, Place 5 and 4 more)" in str(stopped.value)
        require_coverage(warehouse, NINE_TENTHS, ["ssda903"], [2023, 2024], accepted=True)
        ((year, sentence),) = acceptances(warehouse, NINE_TENTHS)
    assert year == 2023
    assert sentence == (
        "3 of 10 local authorities, with 36 per cent of children, sent a usable ssda903 return of 2023. "
        "That is below the floor of 90 per cent of local authorities and 90 per cent of children, "
        "and was accepted for this release."
    )


def test_many_names_become_a_few_and_a_number() -> None:
    assert few_of([]) == "none"
    assert few_of(["a", "b", "c"]) == "a, b, c"
    assert few_of(["a", "b", "c", "d"]) == "a, b, c and 1 more"


@pytest.mark.parametrize("name", RELEASES)
def test_every_release_has_a_floor_with_its_authority(name: str) -> None:
    policy = load_coverage_policy(TEMPLATES / name / "release.toml")
    assert replace(policy, carried_forward=()) == OTHER_FLOORS.get(name, NINE_TENTHS)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[coverage", "[covering", "section is missing"),
        ("least_authorities = 90", 'least_authorities = "90"', "'least_authorities' must be given as int"),
        ("least_authorities = 90", "least_authorities = 101", "from 0 to 100"),
        ("least_authorities = 90", "least_authority = 90", "'least_authority' is no field"),
        (
            'areas_without_figures = "estimated"',
            'areas_without_figures = "0"',
            "must be 'estimated' or 'not available'",
        ),
        ("[coverage.authority]", "[coverage.source]", "no field of it"),
    ],
)
def test_a_floor_that_will_not_do_is_refused(old: str, new: str, words: str, tmp_path: Path) -> None:
    text = (TEMPLATES / "children-in-need" / "release.toml").read_text(encoding="utf-8")
    broken = tmp_path / "release.toml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        load_coverage_policy(broken)


@pytest.mark.parametrize("shows", [True, False])
def test_by_policy_areas_without_figures_are_not_available(shows: bool) -> None:
    """805 is its whole region. Without its estimates printed, England is no more exposed than by the one estimate."""
    region, whole = ("children_counted", 2024, "E12000001"), ("children_counted", 2024, "E92000001")
    with england(COUNTS, POPULATIONS | {"805": 4_000}, {"805": "absent;"}) as warehouse:
        build_coverage(warehouse, [MEASURE])
        roll_up(warehouse, [MEASURE], [])
        gross_areas(warehouse, show_without_figures=shows)
        made_from, not_shown = read_made_from(warehouse), read_not_shown(warehouse)
        levels = {"E92000001": "national", "E12000001": "regional", "805": "local_authority"}
        exposed = exposed_by_estimates(warehouse, levels, {"national": 10, "regional": 10, "local_authority": 1})
    # 160 of 80,000 children are known, so 4,000 have 8: 160 is more than ten elevenths of 168.
    assert made_from == ({region: "E92000001"} if shows else {})
    assert not_shown == (frozenset() if shows else frozenset({region}))
    assert (whole in exposed) == shows


def test_the_methodology_page_says_what_the_policy_prints_of_areas_without_figures() -> None:
    policy = load_coverage_policy(TEMPLATES / "children-in-need" / "release.toml")
    assert "as large a share as" in policy.areas_without_in_words()
    assert "they are not available" in replace(policy, areas_without_figures=NOT_AVAILABLE).areas_without_in_words()
