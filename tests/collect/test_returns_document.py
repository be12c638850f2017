"""An SSDA903 return sent as one XML document gives the records that its CSV files give, and hostile ones a finding."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.quality import quality_counts
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.reference.loading import load_reference
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import CLEAN, Files, Rows, clean_return, rules_found, write_return

HEADER_FILES = ("header", "uasc", "oc3", "ad1")
ELEMENTS = {
    "reviews": "AREVIEW",
    "oc2": "OC2",
    "placed_adoption": "AD_PLACED",
    "previous_permanence": "PERMANENCE",
    "missing": "AMISSING",
    # No published schema has this one: it is told by its columns.
    "social_worker_episodes": "A_WORKER",
}
KINDS = (*HEADER_FILES, *ELEMENTS, "episodes")


def document(files: Files, between: str = "\n") -> str:
    """The return as the department's schema lays it out; the children are those of Header."""
    lines = ["<?xml version='1.0' encoding='utf-8'?>", "<EXPSSDA903>"]
    for child in files["header"]:
        lines += ["<CHILD>", "<HEADER>", *leaves({"CHILDID": child["CHILD"], **without(child, "CHILD")})]
        for kind in HEADER_FILES[1:]:
            for row in of_child(files, kind, child):
                lines += leaves({**({"UASC": "1"} if kind == "uasc" else {}), **without(row, "CHILD", "DOB", "SEX")})
        for kind, name in ELEMENTS.items():
            for row in of_child(files, kind, child):
                lines += [f"<{name}>", *leaves(without(row, "CHILD", "DOB")), f"</{name}>"]
        lines.append("</HEADER>")
        for row in of_child(files, "episodes", child):
            renamed = {"PL" if name == "PLACE" else name: value for name, value in row.items()}
            lines += ["<EPISODE>", *leaves(without(renamed, "CHILD")), "</EPISODE>"]
        lines.append("</CHILD>")
    return between.join([*lines, "</EXPSSDA903>"])


def leaves(row: dict[str, str]) -> list[str]:
    return [f"<{name}>{escape(value)}</{name}>" for name, value in row.items()]


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in names}


def of_child(files: Files, kind: str, child: dict[str, str]) -> Rows:
    return [row for row in files.get(kind, []) if row["CHILD"] == child["CHILD"]]


def write_document(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "return.xml").write_text(text, encoding="utf-8")
    return folder


def records(warehouse: Warehouse, table: str, *left_out: str) -> list[tuple[Any, ...]]:
    listed = ", ".join(("file_id", "line", *left_out))
    return warehouse.connection.execute(f"SELECT * EXCLUDE ({listed}) FROM {table} ORDER BY ALL").fetchall()


def test_a_document_gives_the_records_that_the_files_give(tmp_path: Path) -> None:
    folder = tmp_path / "ssda903" / "2024"
    write_return(folder / "201", CLEAN)
    write_document(folder / "202", document(CLEAN))
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        summary = stage_returns(warehouse, tmp_path, [2024])
        models = load_models()
        build(warehouse, models, names=[f"staged.{kind}" for kind in KINDS])
        for table in (f"{stage}_{kind}" for stage in ("raw.ssda903", "raw.typed") for kind in KINDS):
            for_la: dict[str, list[tuple[Any, ...]]] = {"201": [], "202": []}
            for la, *values in records(warehouse, table, "collection_year"):
                for_la[la].append(tuple(values))
            assert for_la["201"] == for_la["202"] != [], table
        counts = warehouse.connection.execute(
            "SELECT count(*) FROM (SELECT child_id, episode_started_on FROM staged.episodes GROUP BY ALL "
            "HAVING count(DISTINCT la_code) <> 2)"
        ).fetchone()
        assert counts == (0,)
        of_document = [one for one in quality_counts(warehouse, "ssda903") if one.la_code == "202"]
        # The same children at two authorities are what this test makes, and told to both.
        told = [one for one in rules_found(warehouse) if one[1] != "upn_at_another_authority"]
        of_records = [path for path, _ in told if "." in path]
    assert (summary.files, of_records) == (len(CLEAN) + 1, [])
    assert {one.record_type: one.staged for one in of_document} == {kind: len(CLEAN[kind]) for kind in KINDS}
    assert {one.path for one in of_document} == {"ssda903/2024/202/return.xml"}


def test_a_clean_document_has_no_findings_alone_or_in_its_folder(tmp_path: Path) -> None:
    folder = write_document(tmp_path / "201", document(CLEAN))
    for path in (folder, folder / "return.xml"):
        report = check_return(path, 2024, "201")
        assert (report.findings, report.status) == ((), "supplied")
    files = clean_return()
    del files["ad1"]
    alone = write_document(tmp_path / "202", document(files)) / "return.xml"
    # A document is the whole return, so what compares its files is said of it too.
    assert "adopted_without_adoption_record" in {one.rule for one in check_return(alone, 2024, "202").findings}


SENT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=6)


@settings(max_examples=3, deadline=None)
@given(st.lists(SENT, min_size=100, max_size=200))
def test_whatever_is_sent_in_a_field_is_kept(values: list[str]) -> None:
    rows = [{"CHILD": f"A{number}", "LS": "C2", "URN": value} for number, value in enumerate(values)]
    with Warehouse() as warehouse, TemporaryDirectory() as folder:
        write_document(Path(folder) / "ssda903" / "2024" / "201", document({"header": rows, "episodes": rows}))
        stage_returns(warehouse, Path(folder), [2024])
        sent = warehouse.connection.execute("SELECT placement_urn FROM raw.ssda903_episodes ORDER BY line").fetchall()
    # White space tells nothing in an element, and an invisible hyphen nowhere.
    assert [value or "" for (value,) in sent] == [" ".join(value.replace("\u00ad", "").split()) for value in values]


def found(folder: Path, year: int = 2024) -> set[tuple[str, int | None, str]]:
    return {(one.rule, one.line, one.field) for one in check_return(folder, year, "201").findings}


def faulty() -> Files:
    """The clean return with a code of no year on A3's episode, and a date of no calendar in A1's incident."""
    files = clean_return()
    files["episodes"][2]["LS"] = "ZZ"
    files["missing"][0]["MIS_END"] = "31/11/2023"
    return files


@pytest.mark.parametrize("lines_before", [0, 70_000])
def test_findings_name_the_line_of_the_record_and_the_field(tmp_path: Path, lines_before: int) -> None:
    text = document(faulty()).replace("<EXPSSDA903>", "<EXPSSDA903>" + "\n" * lines_before, 1)
    lines = text.split("\n")
    episodes = [number for number, line in enumerate(lines, start=1) if line == "<EPISODE>"]
    incident = lines.index("<AMISSING>") + 1
    assert found(write_document(tmp_path / "201", text)) == {
        ("code_not_of_the_year", episodes[2], "LS"),
        ("date_not_read", incident, "MIS_END"),
    }


def test_in_a_document_of_one_line_records_are_named_by_their_place(tmp_path: Path) -> None:
    assert found(write_document(tmp_path / "201", document(faulty(), between=""))) == {
        ("document_without_lines", None, ""),
        ("code_not_of_the_year", 3, "LS"),
        ("date_not_read", 1, "MIS_END"),
    }


def test_what_is_not_read_is_said_once_for_each_name(tmp_path: Path) -> None:
    more = "<COLOUR>red</COLOUR><PLANS><PLAN><DATE>1</DATE></PLAN></PLANS>"
    text = document(CLEAN).replace("</HEADER>", f"{more}</HEADER>").replace("<UASC>1<", "<UASC>perhaps<")
    report = check_return(write_document(tmp_path / "201", text), 2024, "201")
    said = {(one.rule, one.field): one.message for one in report.findings}
    assert set(said) == {
        ("element_unknown", "COLOUR"),
        ("element_unknown", "PLANS"),
        ("element_ambiguous", "UASC"),
    }
    assert said["element_unknown", "COLOUR"].startswith("4 of these elements")
    # The child had a UASC record before, and has none now: it is said, and not guessed.
    assert "whether the child has a UASC record is not known" in said["element_ambiguous", "UASC"]


def test_elements_of_other_years_are_queries(tmp_path: Path) -> None:
    order = "<A_DOLO><DOLO_START>01/05/2023</DOLO_START></A_DOLO>"
    rules = found(write_document(tmp_path / "201", document(CLEAN).replace("</HEADER>", f"{order}</HEADER>", 1)))
    assert {(rule, field) for rule, _, field in rules} == {("element_not_collected", "A_DOLO")}
    files = {kind: rows for kind, rows in CLEAN.items() if kind != "social_worker_episodes"}
    rules = found(write_document(tmp_path / "201", document(files)), 2014)
    not_collected = {field for rule, _, field in rules if rule == "element_not_collected"}
    assert not_collected == {"AMISSING", "REASON_PLACE_CHANGE", "URN"}


def test_a_field_that_is_sent_twice_is_not_read_as_either(tmp_path: Path) -> None:
    text = document(CLEAN).replace("<RNE>P</RNE>", "<RNE>P</RNE><RNE>L</RNE>")
    rules = {(rule, field) for rule, _, field in found(write_document(tmp_path / "201", text))}
    assert ("code_not_of_the_year", "RNE") in rules


def test_a_child_without_a_header_is_nobody(tmp_path: Path) -> None:
    text = document(CLEAN).replace("</EXPSSDA903>", "<CHILD>\n<EPISODE>\n<LS>C2</LS></EPISODE>\n</CHILD></EXPSSDA903>")
    # LS belongs to episodes alone, so the element is one; its child is not known.
    assert "child_blank" in {rule for rule, _, _ in found(write_document(tmp_path / "201", text))}


def test_a_file_that_the_schema_has_no_element_for_is_absent_and_others_are_empty(tmp_path: Path) -> None:
    files = {kind: rows for kind, rows in CLEAN.items() if kind in ("header", "episodes", "oc2", "ad1")}
    report = check_return(write_document(tmp_path / "201", document(files)), 2024, "201")
    # Children who were looked after all year have a social worker, so that what is absent is not known.
    workers = [one for one in report.findings if "SWEpisodes" in one.message]
    assert [one.rule for one in workers] == ["records_not_sent"]
    assert [one for one in report.findings if one.rule == "file_missing"] == []


def test_a_document_beside_the_files_repeats_them(tmp_path: Path) -> None:
    folder = write_document(write_return(tmp_path / "201", CLEAN), document(CLEAN))
    repeated = [one for one in check_return(folder, 2024, "201").findings if one.rule == "file_repeated"]
    assert len(repeated) == len(CLEAN)


def test_overlong_values_are_cut_and_set_aside(tmp_path: Path) -> None:
    text = document(CLEAN).replace("<LS>E1</LS>", f"<LS>{'E' * 100_000}</LS>")
    report = check_return(write_document(tmp_path / "201", text), 2024, "201")
    assert "record_too_long" in {one.rule for one in report.findings}
    assert sum(file.set_aside for file in report.files) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_that_are_declared_are_read(tmp_path: Path, encoding: str) -> None:
    text = document(CLEAN).replace("utf-8", encoding.removesuffix("-sig"))
    folder = write_document(tmp_path / "201", "")
    (folder / "return.xml").write_bytes(text.encode(encoding))
    assert found(folder) == set()


def test_a_document_of_very_many_names_takes_no_longer(tmp_path: Path) -> None:
    odd = "".join(f"<N{number}>1</N{number}>" for number in range(200_000))
    folder = write_document(tmp_path / "201", document(CLEAN).replace("</HEADER>", f"{odd}</HEADER>", 1))
    started = time.process_time()
    report = check_return(folder, 2024, "201")
    assert time.process_time() - started < 20
    assert {one.rule for one in report.findings} == {"element_unknown"}
    assert len(report.findings) <= 25


def check(path: Path, *more: str) -> dict[str, Any]:
    """What `sfr check` says of a return of 2024."""
    arguments = ["check", str(path), "--return", "ssda903", "--year", "2024", "--la", "301", "--json", *more]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_one_document_alone_has_the_indicators_of_the_folder(tmp_path: Path) -> None:
    """Of the year, and of three years with the documents of the years before; a file of the folder alone has none."""
    files = clean_return()
    folder = write_return(tmp_path / "files", files)
    sent = write_document(tmp_path / "sent", document(files)) / "return.xml"
    before = write_document(tmp_path / "before", document(files)) / "return.xml"
    alone, whole = check(sent), check(folder)
    assert alone["indicators"] == whole["indicators"] != []
    assert {one["rule"] for one in alone["findings"]} == {one["rule"] for one in check(sent.parent)["findings"]}
    earlier = ("--earlier", str(before))
    assert check(sent, *earlier)["indicators"] == check(folder, *earlier)["indicators"]
    assert check(folder / "episodes.csv")["indicators"] == []


def test_every_file_of_every_year_has_its_place() -> None:
    specification = load_specification("ssda903")
    entry = specification.content["document"]
    assert set(HEADER_FILES) == set(entry["in_header"])
    for year in range(specification.first_year, specification.last_year + 1):
        kinds = {kind.name for kind in specification.for_year(year).record_types}
        assert kinds <= {*KINDS, *entry["without_place"]}
        assert len(kinds) <= 32, "files of one document are numbered within the numbers of one file"
