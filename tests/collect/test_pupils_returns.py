"""The school census as one return of all England: where it lies, what is read of it and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.folders import list_units
from pipeline.collect.raw_tables import key_of_names
from pipeline.collect.registry import collection
from pipeline.collect.sent_values import digest_of_name
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
        # A name is kept as a digest alone, the same for each record, whatever the case.
        for (name,) in execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall():
            assert "jane" not in str(execute(f"SELECT * FROM raw.{name}").fetchall()).lower(), name
        kept = execute("SELECT count(DISTINCT forename), min(length(forename)) FROM raw.typed_school_enrolments")
        assert kept.fetchall() == [(1, 64)]


def test_names_are_compared_without_case_accents_and_signs_under_a_key_of_each_warehouse(tmp_path: Path) -> None:
    def digests(*names: str) -> list[str | None]:
        return [
            warehouse.connection.execute(f"SELECT {digest_of_name('?', key, ('N/A',))}".replace("?", f"'{name}'"))
            .fetchall()[0][0]
            for name in names
        ]  # fmt: skip

    with Warehouse() as warehouse, Warehouse() as other:
        key = key_of_names(warehouse)
        assert key == key_of_names(warehouse) != key_of_names(other)
        same = digests("O Brien", "o-brien", "ÓBRIEN")
        assert len(set(same)) == 1 and same[0] is not None
        assert digests("OBrian")[0] != same[0]
        assert digests(" ", "n/a", "--") == [None, None, None]


SAMPLES = Path(__file__).parents[1] / "runs/outcomes/samples"


def lay_out_results(folder: Path, **changed: tuple[str, str]) -> Path:
    """The invented sample of one authority, with a text replaced in some of its files, and a school."""
    folder.mkdir(parents=True)
    for path in SAMPLES.glob("*.csv"):
        if not path.stem.startswith("expected"):
            old, new = changed.get(path.stem, ("", ""))
            text = path.read_text(encoding="utf-8")
            assert old in text
            (folder / path.name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    (folder / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    return folder


def test_absence_exclusions_and_results_are_read_from_the_sample(tmp_path: Path) -> None:
    lay_out_results(tmp_path / "pupils/2025")
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        collection("pupils").stage(warehouse, tmp_path, [2025], ["301"])
        execute = warehouse.connection.execute
        assert execute("SELECT rule, path, line FROM raw.findings").fetchall() == []
        read = {
            name: len(execute(f"SELECT * FROM raw.typed_{name}").fetchall())
            for name in load_specification("pupils").record_type_names
        }
        assert read == {
            "school_enrolments": 66,
            "schools": 1,
            "alternative_provision": 1,
            "pupil_absences": 65,
            "exclusions": 9,
            "key_stage_2_results": 36,
            "key_stage_4_results": 30,
            "children_to_match": 66,
        }
        # 16.17 points and -0.607 of progress, as the first pupil of key stage 4 has them.
        assert execute(
            "SELECT attainment_8, progress_8, english_baccalaureate_points FROM raw.typed_key_stage_4_results "
            "WHERE unique_pupil_number = 'A301400113041'"
        ).fetchall() == [(1617, -607, 147)]


@pytest.mark.parametrize(
    ("file", "was", "now", "rule", "line"),
    [
        ("absence", ",376,9,4,13,", ",376,9,4,14,", "absence_does_not_add_up", 2),
        ("absence", ",376,9,4,13,", ",12,9,4,13,", "absent_from_more_sessions_than_possible", 2),
        ("absence", ",376,9,4,13,", ",376,9,4.5,13,", "number_not_read", 2),
        ("ks2", ",104,98,108,", ",99,98,108,", "standard_and_score_differ", 3),
        ("ks2", ",1,1,1,0,0,1,0,", ",1,1,1,0,0,0,0,", "combined_standard_without_its_parts", 4),
        ("ks4", ",1,-0.607,", ",1,,", "progress_score_missing", 2),
        ("ks4", ",1,-0.607,", ",1,-21,", "number_not_read", 2),
        ("exclusions", "SUSP,22/11/2024", "SUSP,31/07/2024", "exclusion_outside_year", 2),
        ("exclusions", "SUSP,22/11/2024", "FIXD,22/11/2024", "code_not_of_the_year", 2),
    ],
)
def test_what_is_wrong_with_results_is_found(
    tmp_path: Path, file: str, was: str, now: str, rule: str, line: int
) -> None:
    report = check_return(lay_out_results(tmp_path / "own", **{file: (was, now)}), 2025, "ENG", return_name="pupils")
    assert (rule, f"own/{file}.csv", line) in {(one.rule, one.path, one.line) for one in report.findings}


def test_a_census_without_names_is_complete(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "own")
    heading = HEADING.replace("Surname,Forename,", "")
    for term in DAYS:
        lines = (folder / f"{term}.csv").read_text(encoding="utf-8").replace("Doe,Jane,", "").splitlines()
        (folder / f"{term}.csv").write_text("\n".join((heading, *lines[1:])) + "\n", encoding="utf-8")
    assert check_return(folder, 2024, "ENG", return_name="pupils").findings == ()


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
