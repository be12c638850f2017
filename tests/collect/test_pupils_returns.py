"""The school census as one return of all England: where it lies, what is read of it and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.folders import list_units
from pipeline.collect.registry import collection
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.runs.check import check_return

HEADING = (
    "AcademicYear,CensusDate,CensusTerm,UPN,FormerUPN,Surname,Forename,DOB,LA,Estab,URN,EnrolStatus,OnRoll,EntryDate,"
    "LeavingDate,NCyearActual,SENprovision,PrimarySENtype,Postcode"
)
RECORD = "202324,{day},{term},A123456789012,,Doe,Jane,05/03/2014,301,2001,1,C,1,04/09/2018,,5,N,,ZZ1 1AA"
SCHOOLS = (
    "LAEstab,URN,Phase,TypeGroup,OpenDate,CloseDate,PredecessorURN,LowestAge,HighestAge\n"
    "3012001,1,Primary,academy,,,,4,11\n"
)
DAYS = {"AUT": "05/10/2023", "SPR": "18/01/2024", "SUM": "16/05/2024"}


def lay_out(folder: Path, **changed: str) -> Path:
    folder.mkdir(parents=True)
    for term, day in DAYS.items():
        record = changed.get(term, RECORD.format(day=day, term=term))
        (folder / f"{term}.csv").write_text(f"{HEADING}\n{record}\n", encoding="utf-8")
    (folder / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    return folder


def test_england_is_one_unit_whichever_authorities_are_asked_for(tmp_path: Path) -> None:
    lay_out(tmp_path / "pupils/2024")
    for las in (None, frozenset({"301"})):
        units, odd = list_units(tmp_path, "pupils", 2024, las)
        assert [(unit.la_code, unit.shown_as) for unit in units] == [("ENG", "pupils/2024")] and odd == []
    assert list_units(tmp_path, "pupils", 2023, None) == ([], [])


def test_three_terms_are_read_and_no_authority_is_missing(tmp_path: Path) -> None:
    lay_out(tmp_path / "pupils/2024")
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        collection("pupils").stage(warehouse, tmp_path, [2024], ["301"])
        execute = warehouse.connection.execute
        assert execute("SELECT la_code, status, items_not_supplied FROM raw.coverage").fetchall() == [
            ("ENG", "supplied", "")
        ]
        assert execute("SELECT term, school_la_code FROM raw.typed_school_enrolments ORDER BY 1").fetchall() == [
            (term, "301") for term in DAYS
        ]
        assert execute("SELECT rule FROM raw.findings").fetchall() == []
        # What is not a column of the specification is nowhere in the warehouse.
        for (name,) in execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall():
            assert "Jane" not in str(execute(f"SELECT * FROM raw.{name}").fetchall()), name


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("C,1,04/09/2018", "Q,1,04/09/2018", "code_not_of_the_year"),
        ("C,1,04/09/2018", "C,1,2018/31/09", "date_not_read"),
        ("A123456789012", "12", "upn_not_read"),
        (",5,N,", ",15,N,", "code_not_of_the_year"),
        (",301,", ",,", "required_field_blank"),
        ("05/10/2023,AUT", "05/10/2023,", "required_field_blank"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, field: str, value: str, rule: str) -> None:
    record = RECORD.format(day=DAYS["AUT"], term="AUT")
    assert field in record
    report = check_return(
        lay_out(tmp_path / "own", AUT=record.replace(field, value)), 2024, "ENG", return_name="pupils"
    )
    assert (rule, "own/AUT.csv", 2) in {(one.rule, one.path, one.line) for one in report.findings}


def test_a_return_of_england_is_no_authoritys(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="England, ENG"):
        check_return(lay_out(tmp_path / "own"), 2024, "301", return_name="pupils")
    assert load_specification("pupils").supplied_by == "england"
