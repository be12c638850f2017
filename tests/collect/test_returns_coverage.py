"""Whole returns: what came, whose it is, of which year, and that only what changed is read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.manifest import ManifestError, read_manifest
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from tests.collect.test_returns_folder import CLEAN, Files, write_return


def authority(la: str, year: int, children: int = 12) -> Files:
    """A return of children who are looked after for years and move placement each October."""
    header, episodes = [], []
    for number in range(children):
        child, born = f"{number}", f"{1 + int(la) % 28:02d}/{1 + number % 12:02d}/2012"
        header.append({"CHILD": child, "SEX": "1", "DOB": born, "ETHNIC": "WBRI", "UPN": "UN1"})
        moved = {"CHILD": child, "LS": "C2", "CIN": "N1", "PLACE": "U4", "PLACE_PROVIDER": "PR1",
                 "HOME_POST": f"AB{la[-1]} 2CD", "PL_POST": "AB1 2CE"}  # fmt: skip
        before, on = f"01/10/{year - 2}", f"01/10/{year - 1}"
        episodes.append({**moved, "DECOM": before, "RNE": "P", "DEC": on, "REC": "X1", "REASON_PLACE_CHANGE": "CARPL"})
        episodes.append({**moved, "DECOM": on, "RNE": "P"})
    return {"header": header, "episodes": episodes}


def make_returns(folder: Path, las: list[str], years: list[int]) -> Path:
    for year in years:
        for la in las:
            write_return(folder / "ssda903" / str(year) / la, authority(la, year), year)
    return folder


def coverage(warehouse: Warehouse) -> dict[tuple[int, str], tuple[str, str]]:
    rows = warehouse.connection.execute(
        "SELECT collection_year, la_code, status, items_not_supplied FROM raw.coverage"
    ).fetchall()
    return {(year, la): (status, items) for year, la, status, items in rows}


def rules_of(warehouse: Warehouse, year: int, la: str) -> set[str]:
    return {
        rule
        for (rule,) in warehouse.connection.execute(
            "SELECT rule FROM raw.findings WHERE collection_year = ? AND la_code = ?", [year, la]
        ).fetchall()
    }


def everything(warehouse: Warehouse) -> list[list[tuple[object, ...]]]:
    tables = ["files", "findings", "set_aside", "coverage", "typed_header", "typed_episodes", "ssda903_header"]
    return [warehouse.connection.execute(f"SELECT * FROM raw.{table} ORDER BY ALL").fetchall() for table in tables]


def test_only_what_changed_is_read_again_and_the_outcome_is_that_of_a_first_reading(tmp_path: Path) -> None:
    folder = make_returns(tmp_path / "returns", ["201", "202", "203"], [2023, 2024])
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        assert len(stage_returns(warehouse, folder, [2023, 2024]).units_read) == 6
        assert stage_returns(warehouse, folder, [2023, 2024]).units_read == ()
        changed = authority("202", 2024, children=14)
        changed["episodes"][0]["LS"] = "ZZ"
        write_return(folder / "ssda903" / "2024" / "202", changed)
        shutil.rmtree(folder / "ssda903" / "2024" / "203")
        again = stage_returns(warehouse, folder, [2023, 2024])
        assert again.units_read == ((2024, "202"),)
        assert again.units_removed == ((2024, "203"),)
        with Warehouse() as afresh:
            first = stage_returns(afresh, folder, [2023, 2024])
            assert everything(warehouse) == everything(afresh)
        assert (again.files, again.records, again.findings) == (first.files, first.records, first.findings)
    assert not list(tmp_path.glob("reading-*"))


def test_a_run_that_was_killed_is_made_good_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_returns(tmp_path / "returns", ["201", "202"], [2024])
    with Warehouse() as warehouse:
        with monkeypatch.context() as broken, pytest.raises(RuntimeError, match="killed"):
            broken.setattr("pipeline.collect.csv_set.reading.insert_rows", lambda *_: _kill())
            stage_returns(warehouse, folder, [2024])
        with monkeypatch.context() as broken, pytest.raises(RuntimeError, match="killed"):
            broken.setattr("pipeline.collect.csv_set.staging.apply_rules", lambda *_: _kill())
            stage_returns(warehouse, folder, [2024])
        stage_returns(warehouse, folder, [2024])
        with Warehouse() as afresh:
            stage_returns(afresh, folder, [2024])
            assert everything(warehouse) == everything(afresh)


def _kill() -> None:
    raise RuntimeError("killed")


def test_what_came_is_told_by_authority(tmp_path: Path) -> None:
    folder = make_returns(tmp_path, ["201", "202", "203", "204"], [2024])
    year = folder / "ssda903" / "2024"
    shutil.rmtree(year / "201")
    for path in (year / "202").iterdir():
        path.unlink()
    (year / "203" / "header.csv").unlink()
    (year / "204" / "episodes.csv").write_bytes(b"PK\x03\x04")
    (year / "205").mkdir()
    (year / "205" / "header.csv").write_text("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n", encoding="utf-8")
    (year / "999").mkdir()
    (folder / "manifest.csv").write_text(
        "return,year,la_code,received_on,items_not_supplied,note\n"
        'ssda903,2024,203,2024-07-07,oc2;Missing,"late, by letter"\nssda903,2024,201,,,\n',
        encoding="utf-8",
    )
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.reporting_units AS SELECT 2024 AS collection_year, la_code "
            "FROM (VALUES ('201'), ('202'), ('203'), ('204'), ('205')) AS las(la_code)"
        )
        stage_returns(warehouse, folder, [2023, 2024])
        assert coverage(warehouse) == {
            (2024, "201"): ("absent", ""),
            (2024, "202"): ("empty", ""),
            (2024, "203"): ("supplied", "Header;Missing;OC2;Reviews;SWEpisodes"),
            (2024, "204"): ("not usable", ""),
            (2024, "205"): ("empty", ""),
            (2024, "999"): ("empty", ""),
        }
        assert rules_of(warehouse, 2024, "201") == {"return_absent"}
        assert "expected_file_missing" in rules_of(warehouse, 2024, "203")
        assert {"file_is_archive", "no_usable_records"} <= rules_of(warehouse, 2024, "204")
        assert "la_code_not_of_the_year" in rules_of(warehouse, 2024, "999")


@pytest.mark.parametrize(("population", "status"), [(400, "supplied"), (60_000, "empty")])
def test_headings_alone_are_a_nil_return_where_there_are_few_children(
    tmp_path: Path, population: int, status: str
) -> None:
    folder = make_returns(tmp_path, ["201"], [2024])
    write_return(folder / "ssda903" / "2024" / "420", {"header": [], "episodes": []})
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.child_population AS SELECT 2024 AS collection_year, "
            f"'local_authority' AS area_level, '420' AS area_code, {population} AS population"
        )
        stage_returns(warehouse, folder, [2024])
        assert coverage(warehouse)[(2024, "420")] == (status, "")
        assert ("nil_return" in rules_of(warehouse, 2024, "420")) == (status == "supplied")


def test_another_authoritys_files_are_known_by_last_years_children(tmp_path: Path) -> None:
    folder = make_returns(tmp_path, ["201", "202", "203"], [2023, 2024])
    year = folder / "ssda903" / "2024"
    shutil.rmtree(year / "201")
    (year / "202").rename(year / "201")
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2023, 2024])
        assert coverage(warehouse)[(2024, "201")][0] == "not usable"
        assert coverage(warehouse)[(2024, "203")][0] == "supplied"
        message = warehouse.connection.execute(
            "SELECT message FROM raw.findings WHERE rule = 'files_of_another_la'"
        ).fetchall()
        assert "local authority 202" in message[0][0]
        staged = warehouse.connection.execute(
            "SELECT count(*) FROM raw.typed_episodes AS typed WHERE la_code = '201' AND collection_year = 2024 "
            "AND NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
            "WHERE aside.file_id = typed.file_id AND aside.record = typed.line)"
        ).fetchone()
        assert staged == (0,)
        # Once the right files are there, nothing of the doubt is left.
        write_return(year / "201", authority("201", 2024))
        write_return(year / "202", authority("202", 2024))
        stage_returns(warehouse, folder, [2023, 2024])
        assert {status for status, _ in coverage(warehouse).values()} == {"supplied"}
        assert warehouse.count("raw.set_aside") == 0


@pytest.mark.parametrize("gazetteer", [False, True])
def test_the_same_files_from_two_authorities(tmp_path: Path, gazetteer: bool) -> None:
    folder = make_returns(tmp_path, ["201", "202", "203"], [2024])
    year = folder / "ssda903" / "2024"
    shutil.rmtree(year / "201")
    shutil.copytree(year / "202", year / "201")
    with Warehouse() as warehouse:
        if gazetteer:
            load_reference(warehouse, with_postcodes=False)
            warehouse.connection.execute(
                "INSERT INTO reference.postcodes BY NAME SELECT 'AB12CD' AS postcode, 0 AS easting, 0 AS northing, "
                "'E09000001' AS lad_code UNION ALL SELECT 'AB22CD', 0, 0, 'E09000007'"
            )
        stage_returns(warehouse, folder, [2024])
        found = {la: status for (_, la), (status, _) in coverage(warehouse).items() if status != "absent"}
    # Without last year's return only the children's homes tell whose they are; if they do not, neither is used.
    right = "supplied" if gazetteer else "not usable"
    assert found == {"201": "not usable", "202": right, "203": "supplied"}


@pytest.mark.parametrize("sent_for", [2022, 2023, 2026])
def test_the_files_of_another_year_are_not_used(tmp_path: Path, sent_for: int) -> None:
    folder = make_returns(tmp_path, ["201", "202"], [2024])
    write_return(folder / "ssda903" / "2024" / "201", authority("201", sent_for))
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2024])
        found = {la: status for (_, la), (status, _) in coverage(warehouse).items()}
        rules = rules_of(warehouse, 2024, "201")
    assert found == {"201": "not usable", "202": "supplied"}
    assert {"return_of_another_year", "no_usable_records"} & rules


def test_a_tiny_authority_raises_no_doubt(tmp_path: Path) -> None:
    folder = make_returns(tmp_path, ["202"], [2023, 2024])
    write_return(folder / "ssda903" / "2024" / "201", {"header": CLEAN["header"], "episodes": CLEAN["episodes"]})
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2023, 2024], las=["201"])
        assert coverage(warehouse) == {(2024, "201"): ("supplied", "AD1;OC2;Reviews;SWEpisodes")}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("return,year\n", "la_code is missing"),
        ("return,year,la_code\nssda903,24,201\n", "line 2, column year"),
        ("return,year,la_code\nssda903,2024,20\n", "line 2, column la_code"),
        ("return,year,la_code,items_not_supplied\nssda903,2024,201,Assessments\n", "column items_not_supplied"),
        ("return,year,la_code,received_on\nssda903,2024,201,7 July\n", "column received_on"),
        ("return,year,la_code,note\nssda903,2024,201,late, sorry\n", "line 2: 5 fields"),
        ("return,year,la_code\nssda903,2024,201\nssda903,2024,201\n", "line 3: a second line"),
        ("PK\x03\x04", "not a CSV"),
    ],
)
def test_a_manifest_that_cannot_be_relied_on_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "manifest.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ManifestError, match=complaint):
        read_manifest(tmp_path)
