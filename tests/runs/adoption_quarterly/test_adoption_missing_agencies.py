"""Agencies that did not answer, by hand: children by the rate per child looked after, families by the last return.

In the North East, Durham (985 children looked after on 31 March 2022) and Darlington (273) send the fourth quarter, and
nobody else but Redcar and Cleveland, which sent the third alone. Of its three regional agencies Adopt Coast to Coast
(RAA31) and Adopt North East (RAA12) send the fourth quarter, and Adoption Tees Valley (RAA10) the third alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.audit import audit_release
from pipeline.runs.run import ReleaseRun
from tests.runs.adoption_quarterly.returned import write_return
from tests.runs.figures_alone import publish_figures

NORTH_EAST = "E12000001"
WAITING = {"840": 20, "841": 7}
# Families approved in each quarter of the year, as each agency states them in its last return.
APPROVED = {
    "RAA10": {"2022-05-02": 2, "2022-11-01": 4},
    "RAA12": {"2022-08-01": 3, "2023-02-01": 6},
    "RAA31": {"2023-03-31": 11},
}
LAST_RETURN = {"RAA10": "Q3", "RAA12": "Q4", "RAA31": "Q4"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ReleaseRun:
    returns = tmp_path_factory.mktemp("returns")
    for code, waiting in WAITING.items():
        child = {"birth_date": "2020-01-01", "sex": "F", "ethnicity": "WBRI", "adm_decision_on": "2022-10-01"}
        children = [{**child, "child_id": f"C{number}", "entered_care_on": "2022-01-01"} for number in range(waiting)]
        write_return(returns, "Q4", code, children=children, sgo=[])
    children = [{**child, "child_id": f"C{number}", "entered_care_on": "2022-01-01"} for number in range(9)]
    write_return(returns, "Q3", "807", children=children, sgo=[])
    for code, approved in APPROVED.items():
        families = [
            {"family_id": f"{day}{number}", "adopters": "2", "registered_on": "2022-01-10", "approved_on": day}
            for day, count in approved.items()
            for number in range(count)
        ]
        write_return(returns, LAST_RETURN[code], code, adopters=families)
    one = ReleaseRun("adoption-quarterly", 2023, "q4", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    publish_figures(one)
    return one


@pytest.fixture(scope="module")
def warehouse(run: ReleaseRun) -> Iterator[Warehouse]:
    with Warehouse(run.warehouse_path) as opened:
        yield opened


def test_children_are_estimated_per_child_looked_after(warehouse: Warehouse) -> None:
    # 27 of 985 + 273 = 1,258 children looked after wait: of Hartlepool's 308 that is 6.6, and 7 children.
    estimates = dict(
        warehouse.connection.execute(
            "SELECT la_code, estimate FROM grossed.estimates "
            "WHERE measure = 'children_waiting_to_be_placed' AND collection_year = 20234"
        ).fetchall()
    )
    looked_after = dict(
        warehouse.connection.execute(
            "SELECT la_code, population FROM grossed.estimating_populations WHERE collection_year = 20234"
        ).fetchall()
    )
    assert (looked_after["840"], looked_after["841"]) == (985, 273)
    assert (looked_after["805"], estimates["805"]) == (308, 7)
    assert "840" not in estimates and "RAA10" not in estimates and "VAA1" not in estimates


def test_families_of_a_missing_agency_are_those_of_its_last_return(warehouse: Warehouse) -> None:
    def of(measure: str, quarter: int) -> tuple[int, int, bool]:
        row = warehouse.connection.execute(
            "SELECT value, known_value, is_estimated FROM grossed.cells WHERE area_code = ? AND measure = ? "
            "AND collection_year = ? AND breakdown_key = 'family_event=approved'",
            [NORTH_EAST, measure, quarter],
        ).fetchone()
        assert row is not None
        return row

    # 6 + 11 of the fourth quarter, and the 4 of the third in place of those of Tees Valley.
    assert of("adoptive_family_events", 20234) == (21, 17, True)
    # The third quarter needs no estimate: 4 alone.
    assert of("adoptive_family_events", 20233) == (4, 4, False)
    # The year: 3 + 6 and 11 of those who sent, and of Tees Valley 2 + 0 + 4 and 4 again: 30, of which 20 are known.
    assert of("adoptive_family_events_in_year", 20234) == (30, 20, True)


def test_what_is_carried_forward_is_said_and_the_agency_has_no_figure(run: ReleaseRun) -> None:
    publish = run.folder / "publish"
    with (publish / "coverage.csv").open(encoding="utf-8", newline="") as file:
        reasons = {
            (row["measure"], row["old_la_code"]): row["reason"]
            for row in csv.DictReader(file)
            if row["time_period"] == "2022-23 Q4"
        }
    assert reasons["adoptive_family_events", "RAA10"] == "carried forward from 2022-23 Q3"
    assert reasons["adoptive_family_events", "VAA1"] == "return absent"
    assert ("children_waiting_to_be_placed", "RAA10") not in reasons
    shown = figures(publish / "data/adoption_progress_of_families.csv")
    assert shown["RAA10", "Approved"] == "x" and shown["RAA31", "Approved"] == "11"
    # England has voluntary agencies of which nothing is known; the North East has none.
    assert shown["E92000001", "Approved"] == "x" and shown[NORTH_EAST, "Approved"] == "20"
    assert audit_release(run.folder).is_safe


def test_every_table_says_how_many_answered(run: ReleaseRun) -> None:
    # Two authorities and two agencies of 203 sent the fourth quarter: 1.97 per cent.
    path = run.folder / "publish/tables/adoption-and-special-guardianship-2022-23-Q4.xlsx"
    workbook = load_workbook(path, read_only=True)
    for table in ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "B3", "C1", "C2", "D1", "D2"):
        told = [str(row[0]) for row in workbook[table].iter_rows(max_row=12, max_col=1, values_only=True)]
        assert sum("4 of 203 local authorities and agencies" in line and "2.0 per cent" in line for line in told) == 1


def test_the_fixed_panel_is_of_those_who_told_every_quarter(run: ReleaseRun) -> None:
    path = run.folder / "publish/tables/adoption-and-special-guardianship-2022-23-Q4.xlsx"
    rows = list(load_workbook(path, read_only=True)["D1"].iter_rows(values_only=True))
    found = {row[:2]: row[2:] for row in rows}
    assert any(str(row[0]).startswith("2022-23 Q4: figures for England include estimates for ") for row in rows)
    decided, label = "Decision that the child should be placed", "Children waiting with a decision and not placed"
    # Durham and Darlington, 20 and 7, told every quarter with their fourth return; Redcar's 9 are not in the panel.
    assert found["Children, fixed panel", decided] == (0, 0, 30, 0)
    assert found["Children, fixed panel", label] == (0, 0, 30, 30)
    # All: 36 of 985 + 273 + 341 = 1,599 children looked after, of all of England's 82,170 and a few more: some 1,850.
    assert found["Children, all", decided] == (0, 0, 1850, 0)
    # RAA12 and RAA31 told every quarter: 6 + 11 approved in the fourth; 3 in the second, which is not shown.
    assert found["Families, fixed panel", "Approved"] == (0, "[c]", 0, 20)
    assert found["Families, all", "Approved"] == ("[x]",) * 4
    # Those of regions have figures or an earlier one; of voluntary agencies nothing is known.
    of_kinds = {row[:2]: row[2:] for row in load_workbook(path, read_only=True)["D2"].iter_rows(values_only=True)}
    assert of_kinds["Voluntary agencies", "Approved"] == ("[x]",) * 4
    with (run.folder / "publish/coverage.csv").open(encoding="utf-8", newline="") as file:
        members = {row["old_la_code"] for row in csv.DictReader(file) if row["measure"] == "adoption_events_in_panel"}
    assert members == {"840", "841"}


def figures(path: Path) -> dict[tuple[str, str], str]:
    """The figures of the fourth quarter, by area and stage."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (
                row["old_la_code"] or row["agency_code"] or row["region_code"] or row["country_code"],
                row["stage"],
            ): row["families"]
            for row in csv.DictReader(file)
            if row["time_identifier"] == "Financial year Q4" and row["period"] == "Quarter"
        }
