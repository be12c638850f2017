"""The performance tables take an attainment indicator from matched pupils where they are, else from the form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.reading import read
from pipeline.runs.release import check_stage, count, gross
from pipeline.runs.run import ReleaseRun
from tests.runs.country import all_of_england
from tests.runs.outcomes.returned import LA, YEAR, lay_out_samples, rows_of_sample, write_rows

FORM = {"attainment_1": (1, 50), "attainment_2": (7, 12)}
"""Figures of the form: those of Attainment 1 are not the pupils'."""
BEFORE = YEAR - 1


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The sample of pupils in one year, and the form of two years."""
    folder = tmp_path_factory.mktemp("returns")
    lay_out_samples(folder)
    for year in (BEFORE, YEAR):
        write_rows(folder / f"attainment/{year}/{LA}/results.csv", [
            {"LA code": LA, "Year ending 31 March": str(year), "Indicator": indicator, "Numerator": str(with_it),
             "Denominator": str(of)}
            for indicator, (with_it, of) in FORM.items()
        ])  # fmt: skip
    run = ReleaseRun("performance-tables", YEAR, "", folder, tmp_path_factory.mktemp("out"), accept_coverage=True)
    with Warehouse() as opened, all_of_england([LA]):
        read(run, opened)
        for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
            count(run, opened, stage)
        check_stage(opened, Stage.CELLS)
        gross(run, opened)
        yield opened


def results(warehouse: Warehouse) -> dict[tuple[int, str], tuple[int, int]]:
    rows = warehouse.connection.execute(
        "SELECT collection_year, indicator, numerator, denominator FROM core.attainment_results"
    ).fetchall()
    return {(year, indicator): (with_it, of) for year, indicator, with_it, of in rows}


def test_the_declared_indicator_is_that_of_the_pupils_in_the_year_that_has_them(warehouse: Warehouse) -> None:
    expected = {
        row["indicator"]: int(row["value"])
        for row in rows_of_sample("expected_unsuppressed.csv")
        if row["group"] == "CLA12" and row["data_set"] == "ks2"
    }
    pupils = (expected["t_rwm_met_expected_standard"], expected["t_rwm_eligible_pupils"])
    assert pupils != FORM["attainment_1"]
    assert results(warehouse) == {
        (YEAR, "attainment_1"): pupils,
        (YEAR, "attainment_2"): FORM["attainment_2"],
        (BEFORE, "attainment_1"): FORM["attainment_1"],
        (BEFORE, "attainment_2"): FORM["attainment_2"],
    }


def test_it_is_known_without_the_form(warehouse: Warehouse) -> None:
    known = warehouse.connection.execute(
        "SELECT collection_year, la_code FROM grossed.coverage "
        "WHERE measure = 'attainment_1' AND is_supplied ORDER BY ALL"
    ).fetchall()
    assert known == [(BEFORE, LA), (YEAR, LA)]
    assert warehouse.connection.execute("SELECT * FROM grossed.known_too").fetchall() == [("attainment_1", YEAR, LA)]


def test_the_census_is_not_read_for_it(warehouse: Warehouse) -> None:
    rows = warehouse.connection.execute('SELECT DISTINCT "return" FROM raw.files ORDER BY 1').fetchall()
    assert [name for (name,) in rows] == ["attainment", "pupils", "ssda903"]
    assert warehouse.count("staged.cin_children") == 0 < warehouse.count("core.matched_children")
