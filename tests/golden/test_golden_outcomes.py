"""The outcomes release of a little England as text to be read in a review, and what must hold between its files."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.runs.audit import audit_release
from pipeline.runs.run_summary import RunSummary
from pipeline.synthetic.cin.census import synthesise_cin
from pipeline.synthetic.pupils.england import synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise
from tests.recount.outcomes.printed import TABLES, Sent, compare_edition
from tests.runs.country import all_of_england
from tests.runs.figures_alone import figures_alone
from tests.runs.outcomes.returned import published, rows_of

GOLDEN = Path(__file__).parent / "outcomes_2025.txt"
LAS, YEARS, SCALE = ("301", "840"), (2024, 2025), 0.25


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    returns = tmp_path_factory.mktemp("returns")
    synthesise(YEARS, returns, las=LAS, scale=SCALE, processes=1)
    synthesise_cin(YEARS, returns, las=LAS, scale=SCALE, processes=1)
    synthesise_pupils(YEARS, returns, las=LAS, scale=SCALE)
    return returns


@pytest.fixture(scope="module")
def summary(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    with all_of_england(LAS), figures_alone():
        return published(returns, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def release(summary: RunSummary) -> Path:
    return summary.folder


def lines_of(publish: Path) -> Iterator[str]:
    for path in sorted(publish.glob("data/*.csv")):
        if path.name.endswith(".meta.csv"):
            yield from (f"{path.name}: {line}" for line in path.read_text(encoding="utf-8").splitlines())
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["geographic_level"] != "Regional":
                    area = row["la_name"] or row["country_name"]
                    yield f"{path.stem}: {row['time_period']}: {area}: {' | '.join(list(row.values())[10:])}"


def test_the_release_is_as_it_was(release: Path) -> None:
    lines = list(lines_of(release / "publish"))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_what_nobody_was_asked_for_is_no_return_that_lacks(summary: RunSummary) -> None:
    """Of 2025 nobody has progress from key stage 1, of which there was none in 2020 and 2021: both sent all."""
    assert summary.published.missing == ()


def test_it_stands_its_audit(release: Path) -> None:
    with all_of_england(LAS):
        assert audit_release(release).is_safe


# A whole and its parts in one row, where all are shown as unrounded numbers.
SUMS = [
    ("absence_la", "t_sess_overall", ("t_sess_authorised", "t_sess_unauthorised")),
    ("sen_la", "t_pupils", ("t_no_identified_SEN", "t_all_SEN")),
    ("sen_la", "t_all_SEN", ("t_SEN_support", "t_statement_or_EHC_plan")),
    ("school_type_la", "t_pupils", ("t_primary", "t_secondary", "t_special", "t_pru")),
]
# An average or percentage with its numerator, its denominator, 100 or 1, and its decimal places.
SHARES = [
    ("absence_la", "pt_overall", "t_sess_overall", "t_sess_possible", 100, 1),
    ("absence_la", "pt_pupils_pa_10_exact", "t_pupils_pa_10_exact", "t_pupils", 100, 1),
    ("ks2_la", "pt_read_met_expected_standard", "t_read_met_expected_standard", "t_read_eligible_pupils", 100, 0),
    ("ks4_la", "avg_att8", "t_att8", "t_pupils", 1, 1),
    ("ks4_la", "avg_p8score", "t_p8score", "t_inp8calc", 1, 2),
    ("ks4_la", "pt_l2basics_94", "t_l2basics_94", "t_pupils", 100, 1),
    ("sen_la", "pt_SEMH", "t_SEMH", "t_all_SEN", 100, 1),
    ("fsm_la", "pt_FSM_eligible", "t_FSM_eligible", "t_pupils", 100, 1),
    ("permanent_exclusions_and_suspensions_la", "pt_one_plus_sus", "t_one_plus_sus", "t_pupils", 100, 2),
]


def shown(row: dict[str, str], *columns: str) -> list[float] | None:
    """The numbers of an authority's row; None where any of them is a letter."""
    if row["geographic_level"] != "Local authority":
        return None
    try:
        return [float(row[column]) for column in columns]
    except ValueError:
        return None


@pytest.mark.parametrize(("data_set", "whole", "parts"), SUMS)
def test_parts_add_up_to_their_whole(release: Path, data_set: str, whole: str, parts: tuple[str, ...]) -> None:
    found = [numbers for row in rows_of(release, data_set) if (numbers := shown(row, whole, *parts)) is not None]
    assert found and all(numbers[0] == sum(numbers[1:]) for numbers in found)


@pytest.mark.parametrize(("data_set", "share", "top", "base", "scale", "places"), SHARES)
def test_shares_are_of_the_numbers_beside_them(
    release: Path, data_set: str, share: str, top: str, base: str, scale: int, places: int
) -> None:
    found = [
        numbers
        for row in rows_of(release, data_set)
        if (numbers := shown(row, share, top, base)) is not None and numbers[2]
    ]
    assert found
    for printed, numerator, denominator in found:
        assert abs(printed - scale * numerator / denominator) <= 0.5 * 10**-places + 1e-9


def key_of(row: dict[str, str]) -> tuple[str, ...]:
    return row["time_period"], row["geographic_level"], row["old_la_code"], row["region_code"], row["social_care_group"]


def test_meals_and_special_needs_and_exclusions_and_school_types_are_of_the_same_pupils(release: Path) -> None:
    def pupils(data_set: str) -> dict[tuple[str, ...], str]:
        return {key_of(row): row["t_pupils"] for row in rows_of(release, data_set)}

    for one, other in (("fsm_la", "sen_la"), ("permanent_exclusions_and_suspensions_la", "school_type_la")):
        there = pupils(other)
        both = {key: (number, there[key]) for key, number in pupils(one).items() if key in there}
        assert both and all(number == same for number, same in both.values())


def test_phases_add_up_to_all_pupils_with_absence(release: Path) -> None:
    of: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows_of(release, "absence_la"):
        if row["geographic_level"] == "Local authority":
            of.setdefault(key_of(row), {})[row["phase_type_grouping"]] = row["t_pupils"]
    whole = [{name: int(value) for name, value in one.items()} for one in of.values() if "c" not in one.values()]
    assert whole and all(2 * one["Total"] == sum(one.values()) for one in whole)


FILES = (
    "absence_la",
    "ks2_la",
    "ks4_la",
    "sen_la",
    "fsm_la",
    "school_type_la",
    "permanent_exclusions_and_suspensions_la",
)


def test_every_figure_that_is_shown_is_that_of_a_second_count(returns: Path, release: Path) -> None:
    result = compare_edition(release / "publish", Sent(returns, LAS), 2025)
    assert not result.differences, result.report()
    agreed = Counter[str]()
    for name, number in result.agreed.items():
        agreed[name.partition(" [")[0]] += number
    assert min(agreed[file] for file in (*FILES, *TABLES)) >= 10 and sum(agreed.values()) > 1500
