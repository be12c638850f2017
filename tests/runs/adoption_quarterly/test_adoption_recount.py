"""What the models count of a synthetic part of England is what the generator's own account says, quarter by quarter.

The account is made from the lives and not from the records, by definitions written down apart from the models.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.runs.check import check_return
from pipeline.runs.release import prepare
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic.adoption_quarterly.defects import KINDS
from pipeline.synthetic.adoption_quarterly.england import synthesise_adoption_quarterly

NORTH_EAST = ["805", "806", "807", "808", "840", "841", "390", "391", "RAA10", "RAA12", "RAA31", "VAA15", "908", "213B"]
CELLS = {
    **{
        stage: ("adoption_events", f"adoption_event={stage}")
        for stage in ("decision", "placement_order", "matched", "placed", "adopted", "no_longer")
    },
    "waiting": ("children_waiting_to_be_placed", ""),
    "waiting_with_order": ("children_waiting_to_be_placed", "waiting_since_order=with_placement_order"),
    "special_guardianship_order": ("special_guardianship_orders_in_quarter", ""),
    **{stage: ("adoptive_family_events", f"family_event={stage}") for stage in ("registered", "approved", "left")},
    **{
        f"family_{stage}": ("adoptive_family_events", f"family_event={stage}")
        for stage in ("matched", "placed", "adopted")
    },
    "waiting_to_be_matched": ("adoptive_families_waiting", "stage_of_family=waiting_to_be_matched"),
    "not_approved_yet": ("adoptive_families_waiting", "stage_of_family=not_approved_yet"),
}
"""The cell that each measure of the account is."""


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last quarter of Durham's return is left out, so that its third counts."""
    out = tmp_path_factory.mktemp("synthetic")
    synthesise_adoption_quarterly([2023], out, las=NORTH_EAST, omit="840")
    return out


@pytest.fixture(scope="module")
def warehouse(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    run = ReleaseRun("adoption-quarterly", 2023, "q4", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    with open_run(run) as opened:
        prepare(run, opened, lambda _: None)
        yield opened


def test_the_models_count_what_the_lives_say(returns: Path, warehouse: Warehouse) -> None:
    expected: dict[tuple[int, str, str, str], int] = {}
    with (returns / "ledger/adoption_quarterly_totals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = int(row["collection_year"]), row["la_code"], *CELLS[row["measure"]]
            expected[place] = int(row["number"])
    wanted = set(CELLS.values())
    found = {
        (quarter, code, measure, key): number
        for quarter, code, measure, key, number in warehouse.connection.execute(
            "SELECT collection_year, la_code, measure, breakdown_key, value FROM grossed.local_authority_counts"
        ).fetchall()
        if (measure, key) in wanted
    }
    assert len(expected) > 400
    assert found == expected
    # The quarter without a return is in neither, and the quarters before it are.
    assert {quarter for quarter, code, *_ in found if code == "840"} == {20231, 20232, 20233}


def test_a_quarter_that_was_missed_and_stated_later_is_counted(tmp_path: Path) -> None:
    synthesise_adoption_quarterly([2023], tmp_path, las=["805", "806"])
    rmtree(tmp_path / "adoption_quarterly/2022-23/Q2/805")
    one = collection("adoption_quarterly")
    with Warehouse() as opened:
        quarters = [20231, 20232, 20233, 20234]
        load_reference(opened, with_postcodes=False, sent=one.specification.sent_in(quarters))
        one.stage(opened, tmp_path, quarters, None)
        told = opened.connection.execute(
            "SELECT rule FROM raw.findings WHERE la_code = '805' AND collection_year = 20232"
        ).fetchall()
        stated = opened.connection.execute(
            "SELECT DISTINCT stated_in FROM raw.statements WHERE la_code = '805' AND collection_year = 20232"
        ).fetchall()
    assert told == [("return_stated_later",)] and stated == [(20234,)]


def test_every_planted_defect_is_found_where_the_ledger_says(tmp_path: Path) -> None:
    synthesise_adoption_quarterly([2023], tmp_path, las=NORTH_EAST, plant_defects=True)
    with (tmp_path / "ledger/adoption_quarterly_planted_defects.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert {row["kind"] for row in planted} == set(KINDS)
    for row in planted:
        folder = (tmp_path / row["path"]).parent
        report = check_return(folder, 2023, row["la_code"], "adoption_quarterly", quarter=4)
        found = {(finding.rule, finding.line) for finding in report.findings}
        assert (row["kind"], int(row["line"])) in found, (row, found)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        synthesise_adoption_quarterly([2023], tmp_path / name, las=["805", "RAA10"], scale=0.5, seed=3)
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.csv")}
        for name in ("one", "two")
    )
    assert one == two and len(one) > 15


def test_dummy_codes_are_nobodys_and_their_returns_have_no_errors(tmp_path: Path) -> None:
    synthesise_adoption_quarterly([2023], tmp_path, las=["806", "825", "RAA10", "VAA1"], dummy_codes=True)
    folder = tmp_path / "adoption_quarterly/2022-23/Q4"
    assert sorted(path.name for path in folder.iterdir()) == ["RAAZ1", "VAAZ1", "Z01", "Z02"]
    for place in folder.iterdir():
        report = check_return(place, 2023, place.name, "adoption_quarterly", quarter=4)
        assert report.status == "supplied" and not report.errors, report.findings
    with (tmp_path / "ledger/adoption_quarterly_totals.csv").open(encoding="utf-8", newline="") as file:
        assert {row["la_code"] for row in csv.DictReader(file)} == {"RAAZ1", "VAAZ1", "Z01", "Z02"}
