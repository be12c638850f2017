"""A return made by hand, one child for each part of it, and what the reader does with odd entries of its folder."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return

Rows = list[dict[str, str]]
Files = dict[str, Rows]

# A1 is looked after throughout, A2 a care leaver, A3 adopted, A4 seeks asylum alone.
HOMES = {"PLACE_PROVIDER": "PR1", "HOME_POST": "AB1 2CD", "PL_POST": "AB1 2CE", "URN": "XXXXXXX"}
BORN = {"A1": "01/06/2011", "A2": "01/06/2004", "A3": "01/01/2020", "A4": "01/01/2008"}
CLEAN: Files = {
    "header": [
        {"CHILD": "A1", "SEX": "2", "DOB": BORN["A1"], "ETHNIC": "WBRI", "UPN": "A123456789012",
         "MOTHER": "0"},
        {"CHILD": "A2", "SEX": "1", "DOB": BORN["A2"], "ETHNIC": "WBRI", "UPN": "UN1"},
        {"CHILD": "A3", "SEX": "1", "DOB": BORN["A3"], "ETHNIC": "WBRI", "UPN": "UN1"},
        {"CHILD": "A4", "SEX": "1", "DOB": BORN["A4"], "ETHNIC": "BAFR", "UPN": "UN2"},
    ],
    "episodes": [
        {"CHILD": "A1", "DECOM": "01/02/2022", "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U4", **HOMES,
         "DEC": "10/09/2023", "REC": "X1", "REASON_PLACE_CHANGE": "CARPL"},
        {"CHILD": "A1", "DECOM": "10/09/2023", "RNE": "P", "LS": "C2", "CIN": "N1", "PLACE": "U4", **HOMES,
         "PL_POST": "AB1 2CF"},
        {"CHILD": "A3", "DECOM": "01/02/2022", "RNE": "S", "LS": "E1", "CIN": "N1", "PLACE": "A5", **HOMES,
         "DEC": "01/08/2023", "REC": "E12", "PL_POST": ""},
        {"CHILD": "A4", "DECOM": "01/05/2023", "RNE": "S", "LS": "V2", "CIN": "N8", "PLACE": "U4", **HOMES,
         "HOME_POST": ""},
    ],
    "reviews": [{"CHILD": "A1", "DOB": BORN["A1"], "REVIEW": "01/07/2023", "REVIEW_CODE": "PN1"}],
    "uasc": [{"CHILD": "A4", "SEX": "1", "DOB": BORN["A4"]}],
    "oc2": [
        {"CHILD": "A1", "DOB": BORN["A1"], "SDQ_SCORE": "12", "CONVICTED": "0",
         "IMMUNISATIONS": "1", "TEETH_CHECK": "1", "HEALTH_ASSESSMENT": "1", "SUBSTANCE_MISUSE": "0",
         "INTERVENTION_RECEIVED": "0", "INTERVENTION_OFFERED": "0"}
    ],
    "oc3": [{"CHILD": "A2", "DOB": BORN["A2"], "IN_TOUCH": "YES", "ACTIV": "F2", "ACCOM": "U1"}],
    "ad1": [
        {"CHILD": "A3", "DOB": BORN["A3"], "DATE_INT": "01/02/2022", "DATE_MATCH": "01/02/2022", "FOSTER_CARE": "1",
         "NB_ADOPTR": "2", "SEX_ADOPTR": "MF", "LS_ADOPTR": "L11"}
    ],
    "placed_adoption": [{"CHILD": "A3", "DOB": BORN["A3"], "DATE_PLACED": "01/02/2022"}],
    "previous_permanence": [{"CHILD": "A4", "DOB": BORN["A4"], "PREV_PERM": "Z1"}],
    "missing": [{"CHILD": "A1", "DOB": BORN["A1"], "MISSING": "M", "MIS_START": "01/10/2023", "MIS_END": "03/10/2023"}],
    "social_worker_episodes": [
        {"CHILD": "A1", "DOB": BORN["A1"], "SW_ID": "SW1", "SW_DECOM": "01/02/2022", "SW_REASON": "MANAGE"},
        {"CHILD": "A4", "DOB": BORN["A4"], "SW_ID": "XX2", "SW_DECOM": "01/05/2023", "SW_REASON": "MANAGE"},
    ],
}  # fmt: skip


def clean_return() -> Files:
    """A copy of the return without findings, to be changed."""
    return copy.deepcopy(CLEAN)


def csv_text(record_type: str, rows: Rows, year: int = 2024) -> str:
    """A file of a return as most suppliers write it."""
    names = load_specification("ssda903").for_year(year).record_type(record_type).field_names
    return "".join(f"{line}\n" for line in [",".join(names), *(",".join(r.get(n, "") for n in names) for r in rows)])


def write_return(folder: Path, files: Files, year: int = 2024) -> Path:
    """Write a return's files into a folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for record_type, rows in files.items():
        (folder / f"{record_type}.csv").write_text(csv_text(record_type, rows, year), encoding="utf-8")
    return folder


def rules_found(warehouse: Warehouse) -> list[tuple[str, str]]:
    return warehouse.connection.execute("SELECT DISTINCT path, rule FROM raw.findings ORDER BY ALL").fetchall()


def test_a_clean_return_has_no_findings(tmp_path: Path) -> None:
    report = check_return(write_return(tmp_path / "201", CLEAN), 2024, "201")
    assert report.findings == ()
    assert report.status == "supplied"
    assert report.is_clean
    assert sum(file.staged for file in report.files) == sum(len(rows) for rows in CLEAN.values())


def test_one_file_can_be_checked_alone(tmp_path: Path) -> None:
    files = clean_return()
    files["episodes"][0]["DEC"] = "31/09/2023"
    folder = write_return(tmp_path, files)
    report = check_return(folder / "episodes.csv", 2024, "ABC")
    places = [(f.path, f.line, f.field, f.rule) for f in report.findings]
    assert places == sorted(places)
    assert ("episodes.csv", 2, "DEC", "date_not_read") in places
    assert "episode_without_header" not in {f.rule for f in report.findings}


@pytest.mark.parametrize(
    ("path", "year", "code", "error"),
    [("nothing", 2024, "201", UnreadableInput), (".", 1999, "201", UsageError), (".", 2024, "20", UsageError)],
)
def test_what_cannot_be_checked_is_refused(
    tmp_path: Path, path: str, year: int, code: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_return(tmp_path / path, year, code)


def test_a_returns_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with Warehouse() as warehouse, pytest.raises(UnreadableInput, match="no such folder"):
        stage_returns(warehouse, tmp_path / "nothing", [2024])


def test_links_pipes_folders_and_odd_names_are_refused_and_reported(tmp_path: Path) -> None:
    outside = write_return(tmp_path / "outside", {"reviews": CLEAN["reviews"]}) / "reviews.csv"
    year = tmp_path / "returns" / "ssda903" / "2024"
    folder = write_return(year / "201", {"header": CLEAN["header"], "episodes": CLEAN["episodes"]})
    (folder / "link.csv").symlink_to(outside)
    os.mkfifo(folder / "pipe.csv")
    (folder / "inside").mkdir()
    (folder / ".DS_Store").write_bytes(b"\x00")
    (year / "202").symlink_to(folder)
    (year / "Camden").mkdir()
    with Warehouse() as warehouse:
        stage_returns(warehouse, tmp_path / "returns", [2024])
        found = [entry for entry in rules_found(warehouse) if entry[1] != "file_missing"]
        units = warehouse.connection.execute("SELECT la_code, status FROM raw.coverage").fetchall()
        reviews = warehouse.count("raw.typed_reviews")
    assert ("ssda903/2024/201/link.csv", "file_refused") in found
    assert ("ssda903/2024/201/pipe.csv", "file_refused") in found
    assert ("ssda903/2024/201/inside", "folder_inside") in found
    assert ("ssda903/2024/202", "folder_name_not_a_code") in found
    assert ("ssda903/2024/Camden", "folder_name_not_a_code") in found
    assert not [path for path, _ in found if ".DS_Store" in path]
    assert units == [("201", "supplied")]
    assert reviews == 0


def test_file_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "returns" / "ssda903" / "2024" / "201", CLEAN)
    os.rename(os.fsencode(folder / "header.csv"), os.fsencode(folder) + b"/he\xffader.csv")
    with Warehouse() as warehouse:
        summary = stage_returns(warehouse, tmp_path / "returns", [2024])
        paths = warehouse.connection.execute("SELECT path FROM raw.files WHERE record_type = 'header'").fetchall()
    assert summary.findings == 0
    assert paths == [("ssda903/2024/201/he\\udcffader.csv",)] or paths == [("ssda903/2024/201/he\\xffader.csv",)]
