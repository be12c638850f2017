"""What sfr check writes beside findings: what is derived of each record, what became of findings, charts, and again."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from pipeline.consult import check_command, checked_return
from pipeline.consult.check_command import as_they_lie, changes_of, check
from tests.collect.test_returns_folder import clean_return, write_return
from tests.collect.workforce_documents import document, workers_of
from tests.consult.test_findings_file import checked, faulty, written_rows


def test_each_episode_is_written_with_what_is_derived_of_it(tmp_path: Path) -> None:
    """A1 moved on 10 September 2023 and is looked after on 31 March; A3 ceased on 1 August 2023."""
    folder, out = write_return(tmp_path / "201", clean_return()), tmp_path / "derived.csv"
    done = checked(folder, "--derived", str(out))
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o777 == 0o600
    rows = written_rows(out)
    assert len(rows) == len(clean_return()["episodes"])
    by_line = {row["Line"]: row for row in rows}
    first, second, ceased = by_line["2"], by_line["3"], by_line["4"]
    assert (first["Child id"], first["Period number"], first["Placement number"]) == ("A1", "1", "1")
    assert (second["Child id"], second["Placement number"], second["Placement started on"]) == ("A1", "2", "2023-09-10")
    assert (first["Is open on 31 march"], second["Is open on 31 march"]) == ("false", "true")
    assert {one["Is looked after on 31 march"] for one in (first, second)} == {"true"}
    assert (ceased["Is ceased in year"], ceased["Is looked after on 31 march"]) == ("true", "false")
    assert checked(folder, "--derived", str(tmp_path / "derived.xlsx")).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "derived.xlsx")
    assert book["Derived"].max_row == len(rows) + 3


@pytest.mark.parametrize(
    ("returned", "name", "said"),
    [
        ("ssda903", "derived.html", "ends in .csv or .xlsx"),
        ("ssda903", "201/derived.csv", "lies in the folder of the return"),
        ("cin", "derived.csv", "nothing is derived of the records of cin"),
    ],
)
def test_what_cannot_be_derived_is_refused(tmp_path: Path, returned: str, name: str, said: str) -> None:
    done = checked(write_return(tmp_path / "201", clean_return()), "--derived", str(tmp_path / name), returned=returned)
    assert said in str(done.exception)
    assert not (tmp_path / name).exists()


def test_a_run_says_what_is_mended_new_and_left_since_another(tmp_path: Path) -> None:
    """CIN of the second episode is mended, its lines have moved, and a provider is gone."""
    before = tmp_path / "before.csv"
    checked(write_return(tmp_path / "201", faulty()), "--out", str(before))
    assert {"need_changed_without_start", "file_not_supplied"} & {row["Rule"] for row in written_rows(before)}
    files = faulty()
    files["episodes"][1]["CIN"] = files["episodes"][0]["CIN"]
    files["episodes"][3]["PLACE_PROVIDER"] = ""
    now = tmp_path / "now.csv"
    done = checked(write_return(tmp_path / "later", files), "--compare", str(before), "--out", str(now))
    left = len(written_rows(before)) - 1
    assert f"Since the run before: 1 mended, 1 new, {left} left." in done.output
    states = {row["Rule"]: (row["Since the run before"], row["Child"]) for row in written_rows(now)}
    assert states["need_changed_without_start"] == ("mended", "KIDA1")
    assert states["placement_provider_missing"][0] == "new"
    assert [state for state, _ in states.values()].count("left") >= 1
    # What was mended then is not there to be mended again.
    again = checked(tmp_path / "later", "--compare", str(now))
    assert f"Since the run before: 0 mended, 0 new, {left + 1} left." in again.output


def test_another_file_is_no_list_of_findings(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    folder = write_return(tmp_path / "201", clean_return())
    for path in (other, tmp_path / "nothing.csv"):
        assert "Give a file that --out wrote as .csv." in str(checked(folder, "--compare", str(path)).exception)


def test_the_page_draws_age_placement_and_time(tmp_path: Path) -> None:
    out = tmp_path / "findings.html"
    checked(write_return(tmp_path / "201", clean_return()), "--out", str(out))
    page = out.read_text(encoding="utf-8")
    assert page.count("<svg") == page.count("</svg>") == 4
    drawn = page[page.index("Ceased to be looked after by month") :].split("</svg>")[0]
    assert ">2023-08</text>" in drawn and ">2024-03</text>" in drawn


def test_a_return_is_checked_again_when_a_file_changes(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "201", clean_return())
    path, more = folder / "episodes.csv", folder / "more.csv"
    changes = changes_of(folder, as_they_lie(folder), every=0.01)
    more.write_text("x", encoding="utf-8")  # as if it came while the first check ran
    next(changes)
    timer = threading.Timer(0.1, more.unlink)
    timer.start()
    next(changes)
    timer.join()
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    next(changes)
    timer = threading.Timer(0.1, lambda: path.write_text("other", encoding="utf-8"))
    begun = time.monotonic()
    timer.start()
    next(changes)
    assert time.monotonic() - begun >= 0.1, "nothing had changed before"


def test_who_mends_a_finding_is_told_before_anything_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_return(tmp_path / "201", clean_return())
    counted = checked_return.own_headlines
    told: list[str] = []

    def noted(*given: Any, **more: Any) -> Any:
        told.append(capsys.readouterr().out)
        return counted(*given, **more)

    def changed(*_: object) -> Iterator[None]:
        (folder / "odd.csv").write_text("A,B\n1,2\n", encoding="utf-8")
        yield

    monkeypatch.setattr(checked_return, "own_headlines", noted)
    monkeypatch.setattr(check_command, "changes_of", changed)
    with pytest.raises(typer.Exit):
        check(folder, "ssda903", 2024, "201", watch=True)
    assert "odd.csv" not in told[0] and "odd.csv" in told[1]
    after = capsys.readouterr().out
    assert "odd.csv" not in after and "31 March" in after, "once, and the counts follow"


def test_the_workforce_is_told_in_full_time_equivalents(tmp_path: Path) -> None:
    """The figures are those that the sample was written to come to: 8.51, 1.81, 1.6, 2.6 and 4.5 FTE, and 10 people."""
    path = tmp_path / "csww.xml"
    path.write_text(document(workers_of("301_2024_workers.csv")), encoding="utf-8")
    said = checked(path, returned="workforce", la="301").output
    for told in (
        "30 September: 10",
        "(full-time equivalent): 8.51",
        "Started in the year (full-time equivalent): 1.81",
    ):
        assert told in said
    assert "Left in the year (full-time equivalent): 1.60" in said
    assert "Agency workers on 30 September (full-time equivalent): 2.60" in said
    assert "Vacancies on 30 September (full-time equivalent): 4.50" in said
    content = json.loads(checked(path, "--json", returned="workforce", la="301").output)
    assert content["headlines"]["Vacancies on 30 September (full-time equivalent)"] == 4.5
