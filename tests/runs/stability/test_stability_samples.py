"""The samples of stability: what each of the nineteen children counts as, the sums, and what a release shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.audit import audit_release
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from tests.runs.stability.returned import lay_out_samples, rows_of, rows_of_sample

pytestmark = pytest.mark.usefixtures("few_authorities")
CHILDREN = rows_of_sample("expected_children.csv")
WORKERS = {"": None, "1": "1_social_worker", "2": "2_social_workers"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ReleaseRun:
    """The release of 2025 of the samples, published once."""
    returns = tmp_path_factory.mktemp("returns")
    lay_out_samples(returns)
    asked = ReleaseRun("stability", 2025, "", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    publish_release(asked, report=lambda _: None)
    return asked


@pytest.fixture(scope="module")
def warehouse(run: ReleaseRun) -> Iterator[Warehouse]:
    with Warehouse(run.warehouse_path) as opened:
        yield opened


def told(warehouse: Warehouse, table: str, column: str, child: str, year: int, span: int) -> str | None:
    """What a table of core says of a child in a year and span; None where it does not have the child."""
    row = warehouse.connection.execute(
        f"SELECT {column} FROM core.{table} WHERE child_id = ? AND collection_year = ? AND span_in_years = ?",
        [child, year, span],
    ).fetchone()
    return None if row is None else str(row[0])


def is_yes(text: str) -> bool | None:
    return None if text == "" else text == "1"


@pytest.mark.parametrize("expected", CHILDREN, ids=[one["CHILD"] for one in CHILDREN])
def test_a_child_counts_as_expected(expected: dict[str, str], warehouse: Warehouse) -> None:
    child = expected["CHILD"]
    cohort = warehouse.connection.execute(
        "SELECT count(*) FROM core.looked_after_on_31_march WHERE child_id = ? AND collection_year = 2024", [child]
    ).fetchone()
    assert cohort == (int(expected["cla_31_march_2024"] == "yes"),)
    placements = told(warehouse, "placements_held", "number_of_placements_held", child, 2024, 1)
    assert (placements or "")[:1] == expected["placements_2024"]
    for column, year, span in (
        ("social_workers_2024", 2024, 1),
        ("social_workers_2025", 2025, 1),
        ("social_workers_two_years_2025", 2025, 2),
    ):
        workers = told(warehouse, "social_workers_held", "number_of_social_workers", child, year, span)
        assert workers == WORKERS.get(expected[column], "3_or_more_social_workers"), column
    moved = told(warehouse, "school_stability", "any_school_move", child, 2024, 1)
    mid_year = told(warehouse, "school_stability", "mid_year_school_move", child, 2024, 1)
    assert (moved is not None) == (expected["school_cohort_2024"] == "yes")
    assert (moved and moved != "no_school_move") == is_yes(expected["any_move_2024"])
    assert (mid_year and mid_year != "no_mid_year_move") == is_yes(expected["mid_year_move_2024"])
    high = told(warehouse, "combined_stability", "combined_stability", child, 2024, 1)
    assert (high and high == "high_in_all_three") == is_yes(expected["combined_high_2024"])


CELLS = {
    "CLA on 31 March": ("looked_after_on_31_march", 2024, ""),
    "3 or more placements": ("looked_after_on_31_march", 2024, "number_of_placements=3_or_more_placements"),
    "1 social worker": (
        "social_workers_of_looked_after_on_31_march",
        2024,
        "number_of_social_workers=1_social_worker",
    ),
    "2 social workers": (
        "social_workers_of_looked_after_on_31_march",
        2024,
        "number_of_social_workers=2_social_workers",
    ),
    "3 or more social workers": (
        "social_workers_of_looked_after_on_31_march",
        2024,
        "number_of_social_workers=3_or_more_social_workers",
    ),
    "School cohort": ("school_moves_of_looked_after_on_31_march", 2024, ""),
    "Any move": ("school_moves_of_looked_after_on_31_march", 2024, "any_school_move=school_move"),
    "Mid-year move": ("school_moves_of_looked_after_on_31_march", 2024, "mid_year_school_move=mid_year_move"),
    "Combined high": ("combined_stability_of_looked_after_on_31_march", 2024, "combined_stability=high_in_all_three"),
    "2025: CLA on 31 March (same children)": ("looked_after_on_31_march", 2025, ""),
    "2025: 3 or more social workers in the year": (
        "social_workers_of_looked_after_on_31_march",
        2025,
        "number_of_social_workers=3_or_more_social_workers",
    ),
    "2025: 3 or more in two years": (
        "social_workers_of_looked_after_2_years",
        2025,
        "number_of_social_workers=3_or_more_social_workers",
    ),
}


def test_the_sums_are_those_of_the_sample(warehouse: Warehouse) -> None:
    expected = {row["measure"]: int(row["children"]) for row in rows_of_sample("expected_totals_2024.csv")}
    counted = {}
    for measure, (name, year, key) in CELLS.items():
        row = warehouse.connection.execute(
            "SELECT value FROM grossed.cells WHERE measure = ? AND collection_year = ? AND area_code = '301' "
            "AND breakdown_key = ?",
            [name, year, key],
        ).fetchone()
        counted[measure] = row[0] if row else 0
    assert counted == expected


def test_what_nobody_sent_is_not_available_and_what_is_small_is_not_shown(run: ReleaseRun) -> None:
    def shown(data_set: str, year: str, *labels: str) -> list[str]:
        return next(
            list(row.values())[-2:]
            for row in rows_of(run.folder, data_set)
            if row["old_la_code"] == "301" and row["time_period"] == year and set(labels) <= set(row.values())
        )

    # No census of 2025 was sent, and those before 2023 tell nothing of years whose return there is.
    one = "CLA on 31 March"
    assert shown("la_cla_school_moves", "2025", one, "Any moves", "Total children") == ["x", "x"]
    # Of the two years to 31 March 2024 nobody was asked.
    two = "3 or more social workers during the previous 2 years"
    assert shown("la_cla_swcount", "2024", two) == ["x", "x"]
    # 4 of 19 had three workers or more in 2024, and one in 2025.
    assert shown("la_cla_swcount", "2024", one, "3 or more social workers during the year") == ["c", "c"]
    assert shown("la_cla_swcount", "2025", one, "3 or more social workers during the year") == ["c", "c"]
    # A region none of whose authorities sent anything has no figure; 301 is in Outer London.
    regional = [row for row in rows_of(run.folder, "la_cla_swcount") if row["geographic_level"] == "Regional"]
    others = [row for row in regional if row["region_code"] not in ("E12000007", "E13000002")]
    assert others and {row["children_count"] for row in others} == {"x"}


def test_the_release_stands_its_audit(run: ReleaseRun) -> None:
    assert audit_release(run.folder).is_safe


def test_names_and_numbers_of_pupils_live_nowhere(run: ReleaseRun) -> None:
    for path in run.folder.rglob("*"):
        if path.is_file() and path.suffix in (".csv", ".json", ".html"):
            text = path.read_text(encoding="utf-8")
            assert "Family1" not in text and "B301200112001" not in text, path
