"""The specification of a return, as a person and a program read it: every field and code, what changed, and why."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.collect.public_rules import public_rules
from pipeline.collect.specification import SPECIFICATIONS, load_specification
from pipeline.disseminate.specification_page import specification_lines


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["specification", *words])


def test_what_changed_is_told_with_the_reason() -> None:
    told = asked("ssda903", "--year", "2025", "--changes")
    assert told.exit_code == 0
    assert "Header SEX M: New code: male (from 2025; letters replace digits from 2025)" in told.output
    assert "Episodes PLACE P2: Ended code: independent living" in told.output
    assert "UPN" not in told.output
    files = asked("ssda903", "--year", "2015", "--changes", "--json")
    assert {"Missing"} <= {line["file"] for line in json.loads(files.output) if line["says"] == "New file"}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SPECIFICATIONS.glob("*/specification.yaml")))
def test_every_field_and_code_of_every_return_is_told_and_followed(name: str) -> None:
    specification = load_specification(name)
    year = list(specification.periods)[-2]
    lines = specification_lines(name, year)
    kinds = specification.for_year(year).record_types
    fields = {(kind.file, field.name) for kind in kinds for field in kind.fields}
    assert {(line.file, line.field) for line in lines if line.part == "field"} == fields
    assert {(line.file, line.field) for line in lines if line.part == "figure"} == fields
    codes = {(kind.file, field.name, code) for kind in kinds for field in kind.fields for code in field.codes}
    told = {(line.file, line.field, line.entry): line.says for line in lines if line.part == "code"}
    assert codes <= set(told)
    assert all(told.values())


def test_rules_have_public_numbers_and_fields_their_data_sets() -> None:
    lines = specification_lines("ssda903", 2024)
    rules = {line.entry: line for line in lines if line.part == "rule"}
    assert rules["188"].field == "SDQ_SCORE" and rules["188"].says.startswith("Scores, or reasons for none")
    assert rules["1001"].says.startswith("Not asked: not decidable: ")
    assert rules["105"].says.startswith("As meant: of XML documents")
    assert rules["101"].says == "Found as: code not of the year, required field blank."
    figures = {(line.field, line.entry): line.says for line in lines if line.part == "figure"}
    says = figures["REASON_PLACE_CHANGE", "national_reason_for_placement_change_during_year"]
    assert says.startswith("Reason for placement change during the year by characteristics, England: by ")
    assert "convictions" in figures["CONVICTED", "la_conviction_health_outcome_cla"]


@pytest.mark.parametrize("name", ["ssda903", "cin"])
def test_every_public_rule_is_told_in_some_year_and_why_it_is_not_asked(name: str) -> None:
    told: dict[str, list[str]] = {}
    for year in load_specification(name).periods[-4:]:
        for line in specification_lines(name, year):
            if line.part == "rule":
                for number in line.entry.split(", "):
                    told.setdefault(number, []).append(line.says)
    for rule in public_rules(name):
        assert rule.number in told, rule.number
        if rule.met == "no":
            assert f"Not asked: {rule.because}" in told[rule.number]


def test_a_list_a_workbook_and_a_page_say_the_same(tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "html"):
        assert asked("cin", "--year", "2024", "--out", str(tmp_path / f"cin.{kind}")).exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cin.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(specification_lines("cin", 2024))
    book = openpyxl.load_workbook(tmp_path / "cin.xlsx")
    assert sum(sheet.max_row - 3 for sheet in book) == len(rows)
    page = (tmp_path / "cin.html").read_text(encoding="utf-8")
    assert page.count("<tr><td>") == len(rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cin", "--year", "2030"), "is not specified"),
        (("nothing", "--year", "2024"), "no such return"),
        (("cin", "--year", "2024", "--out", "cin.pdf"), "ends in .csv, .xlsx or .html"),
    ],
)
def test_what_cannot_be_told_is_refused(words: tuple[str, ...], said: str) -> None:
    done = asked(*words)
    assert done.exit_code != 0
    assert said in str(done.exception)
