"""The commands as their users meet them: exit codes, sentences instead of tracebacks, JSON where a program may read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.foundation.stages import PROJECT_ROOT
from pipeline.runs.release import RunSummary
from pipeline.synthetic import synthesise
from pipeline.synthetic.registry import WRITERS

pytestmark = pytest.mark.usefixtures("few_authorities")


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


Sfr = Callable[..., Done]


@pytest.fixture
def sfr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Sfr:
    """Runs the command line as its entry point does, in this process; a traceback would fail the test."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["sfr", *map(str, arguments)])
        monkeypatch.chdir(PROJECT_ROOT)
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(ended.value.code if isinstance(ended.value.code, int) else 0, *capsys.readouterr())

    return run


def test_the_command_line_of_a_process_of_its_own_ends_with_the_exit_code() -> None:
    for arguments, code in ((["audit", "nowhere"], 3), (["check"], 2)):
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=PROJECT_ROOT)
        assert done.returncode == code
        assert done.stderr and not done.stdout and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def one_return(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("returns")
    synthesise([2024], out, las=["857"], processes=1)
    return out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check"], 2, "Missing argument"),
        (["check", "nowhere", "--return", "ssda903", "--year", "2024", "--la", "301"], 3, "no such folder"),
        (["check", ".", "--return", "school-census", "--year", "2024", "--la", "301"], 2, "school-census"),
        (["check", ".", "--return", "ssda903", "--year", "2024", "--la", "999"], 2, "no local authority had this code"),
        (["check", ".", "--return", "ssda903", "--year", "2020", "--la", "941"], 2, "no local authority had this code"),
        (["synthesise", "--years", "1066", "--out", "nowhere"], 2, "2014 to 2026"),
        (["synthesise", "--years", "2024-2022", "--out", "nowhere"], 2, "earlier year first"),
        (["synthesise", "--years", "soon", "--out", "nowhere"], 2, "not a year"),
        (
            ["release", "children-looked-at", "--year", "2024", "--returns", ".", "--out", "nowhere"],
            2,
            "no release called",
        ),
        (
            ["release", "children-looked-after", "--year", "2024", "--returns", ".", "--out", "nowhere"],
            3,
            "not a folder",
        ),
        (
            ["release", "adoption-quarterly", "--period", "2022-23-Q4", "--returns", ".", "--out", "nowhere"],
            3,
            "folder",
        ),
        (["release", "adoption-quarterly", "--period", "2022-24-Q4", "--returns", ".", "--out", "x"], 2, "2022-23-Q4"),
        (["release", "adoption-quarterly", "--returns", ".", "--out", "nowhere"], 2, "--period in place of both"),
        (
            ["release", "x", "--year", "2024", "--returns", ".", "--out", "nowhere", "--populations", "mine"],
            2,
            "use edition or latest",
        ),
        (
            [
                "release",
                "children-looked-after",
                "--year",
                "2024",
                "--returns",
                ".",
                "--out",
                "no",
                "--engine",
                "abacus",
            ],
            2,
            "abacus",
        ),
        (["audit", "nowhere"], 3, "manifest"),
        (["explain", "LAA5!E10", "--release", "nowhere"], 3, "manifest"),
        (["compare", "nowhere", "nowhere"], 3, "manifest"),
    ],
)
def test_what_a_user_can_cause_ends_in_a_sentence_and_its_exit_code(
    arguments: list[str], code: int, words: str, sfr: Sfr
) -> None:
    done = sfr(*arguments)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == code, said
    assert words in said
    assert not (PROJECT_ROOT / "nowhere").exists()


def test_a_return_is_checked_by_file_and_line(one_return: Path, sfr: Sfr) -> None:
    folder = one_return / "ssda903" / "2024" / "857"
    clean = sfr("check", folder, "--return", "ssda903", "--year", "2024", "--la", "857")
    assert clean.returncode == 0, clean.stdout
    lines = (folder / "episodes.csv").read_text().splitlines(keepends=True)
    fields = lines[4].split(",")
    fields[1] = "31/02/2024"
    lines[4] = ",".join(fields)
    (folder / "episodes.csv").write_text("".join(lines))
    done = sfr("check", folder, "--return", "ssda903", "--year", "2024", "--la", "Z99", "--json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    assert any(one["line"] == 5 and one["field"] == "DECOM" and one["severity"] == "error" for one in findings)
    assert fields[0] not in done.stdout  # no child's identifier is repeated


@pytest.mark.parametrize(("return_name", "year"), [("attainment", "2024"), ("staying_put", "2014")])
def test_returns_of_a_few_figures_are_checked(tmp_path: Path, return_name: str, year: str, sfr: Sfr) -> None:
    made = sfr(
        "synthesise", "--return", return_name, "--years", year, "--las", "857", "--scale", "0.2", "--out", tmp_path
    )
    assert made.returncode == 0, made.stderr
    folder = tmp_path / return_name / year / "857"
    check = ("--return", return_name, "--year", year, "--la")
    done = sfr("check", folder, *check, "857", "--json")
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, []), done.stdout + done.stderr
    # The return of another authority is found out, by file and line.
    other = sfr("check", folder, *check, "301", "--json")
    rules = {one["rule"] for one in json.loads(other.stdout)["findings"]}
    assert (other.returncode, "la_code_differs" in rules) == (1, True)


def test_explain_and_audit_of_a_release(published_little: RunSummary, sfr: Sfr) -> None:
    explained = sfr("explain", "LAA5!F9", "--release", published_little.folder, "--json")
    assert explained.returncode == 0, explained.stderr
    assert json.loads(explained.stdout)["measure"] == "looked_after_on_31_march"
    assert sfr("explain", "LAA99!A1", "--release", published_little.folder).returncode == 2
    audited = sfr("audit", published_little.folder, "--json")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert json.loads(audited.stdout)["safe"] is True
    compared = sfr("compare", published_little.folder, published_little.folder)
    assert compared.returncode == 0
    assert "0 are printed differently" in compared.stdout


def test_the_quality_of_a_release(published_little: RunSummary, sfr: Sfr, tmp_path: Path) -> None:
    folder = published_little.folder
    told = sfr("quality", folder, "--json", "--out", tmp_path / "report")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    kept = (folder / "restricted/quality/warnings.csv").read_text(encoding="utf-8").splitlines()
    assert len(found["warnings"]) == len(kept) - 1 > 0
    assert (tmp_path / "report/warnings.csv").read_text(encoding="utf-8").splitlines() == kept
    assert found["report"] == str(tmp_path / "report/index.html")
    in_words = sfr("quality", folder)
    assert f"{len(kept) - 1} warnings" in in_words.stdout and "No usable return" not in in_words.stdout
    # The same release as the one before it: nothing is revised.
    assert sfr("quality", folder, "--earlier", folder, "--json").stdout.count('"revision"') == 0
    (tmp_path / "copied").symlink_to(folder, target_is_directory=True)
    assert sfr("quality", tmp_path / "copied").returncode == 3


def test_the_help_of_synthesise_names_every_return_that_it_writes(sfr: Sfr) -> None:
    told = re.sub(r"\W+", " ", sfr("synthesise", "--help").stdout)
    assert all(f" {name} " in told for name in WRITERS)
