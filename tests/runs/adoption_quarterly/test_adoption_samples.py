"""The samples of the quarterly adoption return: every figure that they say to expect, and a release made from them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.audit import audit_release
from pipeline.runs.check import check_return
from pipeline.runs.run import ReleaseRun
from tests.runs.adoption_quarterly.returned import SAMPLES, lay_out_samples
from tests.runs.country import only_senders
from tests.runs.figures_alone import publish_figures

WITH_ORDER = "waiting_since_order=with_placement_order"
COUNTED = {
    "ADM decisions": ("adoption_events", "adoption_event=decision"),
    "placement orders granted": ("adoption_events", "adoption_event=placement_order"),
    "children matched": ("adoption_events", "adoption_event=matched"),
    "children placed": ("adoption_events", "adoption_event=placed"),
    "children adopted": ("adoption_events", "adoption_event=adopted"),
    "decisions that a child should no longer be placed": ("adoption_events", "adoption_event=no_longer"),
    "waiting, decision, not placed, 31 March 2023": ("children_waiting_to_be_placed", ""),
    "waiting, placement order, not placed, 31 March 2023": ("children_waiting_to_be_placed", WITH_ORDER),
    "of these: over 90 days since placement order": (
        "children_waiting_to_be_placed",
        "waiting_since_order=order_over_90_days",
    ),
    "of these: 18 months or more since entering care": (
        "children_waiting_with_placement_order",
        "waiting_since_care=in_care_18_months",
    ),
    "of these: harder to place": ("children_waiting_with_placement_order", "harder_to_place=harder_to_place"),
    "SGO children": ("special_guardianship_orders_in_quarter", ""),
    "SGO guardians counted by age band 30 to 39": ("special_guardians_in_year", "age_of_guardian=guardian_30_to_39"),
    "registrations": ("adoptive_family_events", "family_event=registered"),
    "approvals": ("adoptive_family_events", "family_event=approved"),
    "left after approval": ("adoptive_family_events", "family_event=left"),
    "not yet approved, 31 March 2023": ("adoptive_families_waiting", "stage_of_family=not_approved_yet"),
    "approved, waiting to be matched, 31 March 2023": (
        "adoptive_families_waiting",
        "stage_of_family=waiting_to_be_matched",
    ),
    "approved in Q4 within 6 months of registration": (
        "adoptive_families_approved",
        "time_to_approval=within_6_months",
    ),
}
"""The cell that each measure of the samples' expected files is."""
# Who sent, an authority that recruits for itself, and an authority, its agency and a voluntary one beside them.
SENDERS = ("301", "RAA20", "VAA15", "825", "805", "RAA10", "VAA1")
IN_WORDS = "child waiting after a disruption (C012)"


@pytest.fixture(scope="module", autouse=True)
def few_senders() -> Iterator[None]:
    """The release, and whoever attacks it, have an England of few senders."""
    with only_senders(SENDERS):
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ReleaseRun:
    """The release of the samples, published once."""
    returns = tmp_path_factory.mktemp("returns")
    lay_out_samples(returns)
    one = ReleaseRun("adoption-quarterly", 2023, "q4", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    publish_figures(one)
    return one


@pytest.fixture(scope="module")
def warehouse(run: ReleaseRun) -> Iterator[Warehouse]:
    with Warehouse(run.warehouse_path) as opened:
        yield opened


@pytest.mark.parametrize("code", ["301", "RAA20"])
def test_every_expected_figure_is_counted(code: str, warehouse: Warehouse) -> None:
    with (SAMPLES / f"{code}_2022-23_Q4_expected.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["measure"]: row["value"] for row in csv.DictReader(file)}
    found = {}
    for words in expected.keys() - {IN_WORDS}:
        # A count of 0 has no row.
        row = warehouse.connection.execute(
            "SELECT value FROM grossed.local_authority_counts WHERE collection_year = 20234 AND la_code = ? "
            "AND measure = ? AND breakdown_key = ?",
            [code, *COUNTED[words]],
        ).fetchone()
        found[words] = str(row[0]) if row else "0"
    assert found == {words: value for words, value in expected.items() if words != IN_WORDS}


def test_a_child_waits_after_a_disruption(warehouse: Warehouse) -> None:
    waiting = warehouse.connection.execute(
        "SELECT child_id FROM core.children_waiting_to_be_placed WHERE collection_year = 20234 ORDER BY child_id"
    ).fetchall()
    assert [child for (child,) in waiting] == ["C005", "C006", "C007", "C009", "C011", "C012"]


def test_the_samples_are_clean(tmp_path: Path) -> None:
    lay_out_samples(tmp_path)
    folder = tmp_path / "adoption_quarterly" / "2022-23" / "Q4"
    for code in ("301", "RAA20", "VAA15"):
        report = check_return(folder / code, 2023, code, "adoption_quarterly", quarter=4)
        # The agency that could not count its enquiries says so in the manifest, which is not a part of its return.
        found = {finding.rule for finding in report.findings}
        assert report.status == "supplied" and found == ({"expected_file_missing"} if code == "RAA20" else set())


def test_the_release_of_the_samples_is_safe(run: ReleaseRun) -> None:
    publish = run.folder / "publish"
    with (publish / "data/adoption_progress_of_families.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    quarter = {
        (row["old_la_code"] or row["agency_code"], row["stage"]): row["families"]
        for row in rows
        if row["period"] == "Quarter" and row["time_identifier"] == "Financial year Q4"
    }
    # 301 has given its adopters to RAA20; nobody else sent anything; Buckinghamshire recruits for itself.
    assert quarter["301", "Registered"] == "z" and quarter["825", "Registered"] == "x"
    with (publish / "data/adoption_enquiries.csv").open(encoding="utf-8", newline="") as file:
        enquiries = {
            row["old_la_code"] or row["agency_code"]: row["enquiries"]
            for row in csv.DictReader(file)
            if row["period"] == "Quarter" and row["time_identifier"] == "Financial year Q4"
        }
    assert enquiries["VAA15"] == "46" and enquiries["RAA20"] == "x" and enquiries["301"] == "z"
    assert quarter["RAA20", "Registered"] == "c" and quarter["RAA20", "Matched with a child"] == "0"
    assert audit_release(run.folder).is_safe
