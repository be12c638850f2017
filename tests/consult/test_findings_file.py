"""What sfr check writes for an officer: a row a finding with its child, as a list, a workbook and a page."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.collect.causes import rules_silent_without
from tests.collect.cin.test_cin_reader import census, child, send
from tests.collect.cin.test_cin_reader_rules import LATER
from tests.collect.test_returns_earlier import last_year
from tests.collect.test_returns_folder import Files, clean_return, write_return


def checked(folder: Path, *options: str, returned: str = "ssda903", la: str = "201") -> Result:
    """The command on the return of a folder."""
    asked = ["check", str(folder), "--return", returned, "--year", "2024", "--la", la]
    return CliRunner().invoke(app, [*asked, *options])


def faulty() -> Files:
    """A return with a query on the second episode of A1, and one on the whole file of reviews, which is not sent."""
    files = clean_return()
    files["episodes"][1]["CIN"] = "N2"
    del files["reviews"]
    for rows in files.values():
        for row in rows:
            row["CHILD"] = f"KID{row['CHILD']}"
    return files


def written_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_row_a_finding_names_its_child_rule_and_place(tmp_path: Path) -> None:
    out = tmp_path / "findings.csv"
    done = checked(write_return(tmp_path / "201", faulty()), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o777 == 0o600
    rows = {row["Rule"]: row for row in written_rows(out)}
    row = rows["need_changed_without_start"]
    assert (row["Public rule"], row["File"], row["Line"], row["Field"]) == ("504", "201/episodes.csv", "3", "CIN")
    assert (row["Child"], row["Effect on the record"], row["Severity"]) == ("KIDA1", "kept", "query")
    assert row["What to do"].endswith("Correct CIN.")
    # The postcodes of the return are invented, which is told of each; the other finding is on the whole file.
    assert {name for name, row in rows.items() if row["Child"]} == {
        "need_changed_without_start", "postcode_not_in_directory_home", "postcode_not_in_directory_placement",
    }  # fmt: skip
    assert "KID" not in done.output, "a child is named in the file alone"


def test_the_workbook_and_the_page_hold_the_same(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", faulty())
    for name in ("findings.xlsx", "findings.html"):
        assert checked(folder, "--out", str(tmp_path / name)).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "findings.xlsx")
    cells = {cell.value for row in book["Findings"].iter_rows() for cell in row}
    assert {"504", "need_changed_without_start", "201/episodes.csv", 3, "KIDA1"} <= cells
    assert ("Adopted in the year", "1") in {(row[0].value, row[1].value) for row in book["Counts"].iter_rows(min_row=3)}
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    for told in ("need_changed_without_start (public rule 504)", "<td>KIDA1</td>", "Looked after on 31 March"):
        assert told in page


def test_counts_come_first_and_what_was_not_sent_is_not_0(tmp_path: Path) -> None:
    files = faulty()
    del files["oc3"]
    said = checked(write_return(tmp_path / "201", files)).output
    assert said.index("Looked after on 31 March: 2") < said.index("need_changed_without_start")
    assert "Ceased to be looked after in the year: 1" in said
    assert "Care leavers followed up: not available" in said
    assert "Care leavers followed up: 1" in checked(write_return(tmp_path / "202", clean_return())).output


def test_what_follows_from_an_emptied_field_is_folded_under_it(tmp_path: Path) -> None:
    """Without a birth date A1 could be too old, too young or a mother too early; all that is told is the date."""
    files = clean_return()
    files["header"][0]["DOB"] = "31/02/2011"
    done = checked(write_return(tmp_path / "201", files))
    line = next(line for line in done.output.splitlines() if "what follows is folded here" in line)
    said = done.output.splitlines()
    assert said[said.index(line) - 1].startswith("error date_not_read")
    count = int(line.partition(": ")[2].split()[0])
    reading = rules_silent_without("ssda903", 2024)["Header", "DOB"]
    assert count == len(reading) > 20 and "looked_after_at_18" in reading and "sex_not_known" not in reading
    assert json.loads(checked(tmp_path / "201", "--json").output)["silent"] == {"date_not_read": count}


def test_counts_stand_beside_those_of_the_year_before(tmp_path: Path) -> None:
    """Then A1 and A3 were looked after, and A3 was not adopted yet; no care leaver was sent."""
    before = write_return(tmp_path / "2023", last_year(), 2023)
    folder, out = write_return(tmp_path / "201", clean_return()), tmp_path / "findings.html"
    said = checked(folder, "--earlier", str(before), "--out", str(out)).output
    assert "Looked after on 31 March: 2 (the year before 2)" in said
    assert "Adopted in the year: 1 (the year before 0)" in said
    assert "Care leavers followed up: 1\n" in said
    page = out.read_text(encoding="utf-8")
    assert "The year before" in page and '<td class="number">1</td><td class="number">0</td>' in page
    counted = json.loads(checked(folder, "--earlier", str(before), "--json").output)
    assert counted["headlines_before"]["Adopted in the year"] == 0
    assert "Care leavers followed up" not in counted["headlines_before"]


def test_a_census_names_the_child_of_its_element(tmp_path: Path) -> None:
    children = [child(LATER, name=name, UPNunknown=reason) for name, reason in (("c7", "UN7"), ("c8", "UN5"))]
    out = tmp_path / "findings.csv"
    document = send(tmp_path, census(children)) / "cin/2024/301/census.xml"
    done = checked(document, "--out", str(out), returned="cin", la="301")
    assert done.exit_code == 1, done.output
    assert "Referrals in the year: 2" in done.output
    found = [row for row in written_rows(out) if row["Rule"] == "upn_reason_for_no_further_action"]
    assert [(row["Public rule"], row["Child"]) for row in found] == [("8772", "C7")]


@pytest.mark.parametrize("name", ["findings.txt", "201/findings.csv"])
def test_another_kind_of_file_or_one_in_the_return_is_refused(tmp_path: Path, name: str) -> None:
    done = checked(write_return(tmp_path / "201", clean_return()), "--out", str(tmp_path / name))
    assert done.exit_code != 0
    assert not (tmp_path / name).exists()
