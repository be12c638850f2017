"""DoLO files: a query in the years that do not collect them, and records like any others once a year does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.reading import read_units
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.folders import Unit
from pipeline.collect.raw_tables import create_raw_tables
from pipeline.collect.specification import SPECIFICATIONS, Specification, read_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import BORN, CLEAN, clean_return, write_return

FIRST_YEAR = 2027
NAMES = "CHILD,DOB,DOLO_START,DOLO_END"
ORDERS = f"{NAMES}\nA1,{BORN['A1']},01/05/2026,01/08/2026\nA4,{BORN['A4']},01/06/2026,\n"


@pytest.mark.parametrize("year", [2014, 2024, 2025, 2026])
@pytest.mark.parametrize("text", [ORDERS, f"{NAMES}\n", ORDERS.replace(",", ";")])
def test_a_dolo_file_of_a_year_that_does_not_collect_it_is_one_query(tmp_path: Path, year: int, text: str) -> None:
    folder = write_return(tmp_path / "201", {"header": clean_return()["header"]}, year)
    (folder / "dolo.csv").write_text(text, encoding="utf-8")
    report = check_return(folder, year, "201")
    of_file = [one for one in report.findings if one.path == "201/dolo.csv"]
    assert [(one.rule, one.severity.value, one.effect.value) for one in of_file] == [
        ("file_not_collected", "query", "file not read")
    ]
    assert of_file[0].message.startswith(f"DoLO is not collected in {year}: ")
    assert "year ending 31 March 2027" in of_file[0].message
    assert [one.records for one in report.files if one.path == "201/dolo.csv"] == [0]


def test_a_clean_return_with_a_dolo_file_may_be_sent(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", CLEAN)
    (folder / "dolo.csv").write_text(ORDERS, encoding="utf-8")
    report = check_return(folder, 2024, "201")
    assert (report.is_clean, report.queries, report.status) == (True, 1, "supplied")


@pytest.fixture
def of_first_year(tmp_path: Path) -> Specification:
    """The specification with one year more, which is data."""
    content = yaml.safe_load((SPECIFICATIONS / "ssda903" / "specification.yaml").read_text(encoding="utf-8"))
    content["years"]["last"] = FIRST_YEAR
    path = tmp_path / "ssda903.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return read_specification(path)


IN_XML = (
    "<EXPSSDA903><CHILD><HEADER><CHILDID>A1</CHILDID><DOB>{A1}</DOB>\n"
    "<ORDER><DOLO_START>01/05/2026</DOLO_START><DOLO_END>01/08/2026</DOLO_END></ORDER></HEADER></CHILD>\n"
    "<CHILD><HEADER><CHILDID>A4</CHILDID><DOB>{A4}</DOB>\n<ORDER><DOLO_START>01/06/2026</DOLO_START></ORDER>\n"
    "</HEADER></CHILD></EXPSSDA903>"
).format(**BORN)


@pytest.mark.parametrize("text", [ORDERS, IN_XML], ids=["csv", "xml"])
def test_its_records_are_read_in_the_first_year_that_collects_it(
    tmp_path: Path, of_first_year: Specification, text: str
) -> None:
    assert _read(tmp_path, of_first_year, text) == (
        [
            ("A1", date(2011, 6, 1), date(2026, 5, 1), date(2026, 8, 1)),
            ("A4", date(2008, 1, 1), date(2026, 6, 1), None),
        ],
        [],
    )


def test_what_is_wrong_in_its_fields_is_found(tmp_path: Path, of_first_year: Specification) -> None:
    wrong = f"{NAMES}\nA1,{BORN['A1']},,31/09/2026\n,{BORN['A4']},01/06/2026,\n"
    records, found = _read(tmp_path, of_first_year, wrong)
    assert records[0] == ("A1", date(2011, 6, 1), None, None)
    assert found == [
        (2, "DOLO_END", "date_not_read"),
        (2, "DOLO_START", "required_field_blank"),
        (3, "CHILD", "child_blank"),
    ]


def _read(
    folder: Path, specification: Specification, text: str
) -> tuple[list[tuple[str, date, date, date]], list[tuple[int, str, str]]]:
    """The typed records of a DoLO file, and the findings on its lines."""
    place = folder / "201"
    place.mkdir()
    (place / "orders").write_text(text, encoding="utf-8")
    with Warehouse() as warehouse:
        create_raw_tables(warehouse, specification)
        read_units(
            warehouse, specification, specification.for_year(FIRST_YEAR), [Unit(FIRST_YEAR, "201", place, "201")]
        )
        check_units(warehouse, specification, [FIRST_YEAR], look_up=SSDA903.look_up)
        records = warehouse.connection.execute(
            "SELECT child_id, date_of_birth, order_started_on, order_ended_on FROM raw.typed_deprivation_of_liberty "
            "ORDER BY line"
        ).fetchall()
        found = warehouse.connection.execute(
            "SELECT findings.line, findings.field, findings.rule FROM raw.findings AS findings "
            "JOIN raw.files AS files USING (file_id) WHERE files.record_type = 'deprivation_of_liberty' ORDER BY ALL"
        ).fetchall()
    return records, found
