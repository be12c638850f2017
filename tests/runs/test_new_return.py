"""A new return and its release are data: enquiries about fostering by authority, in a copy of the project.

The copy gets a specification, one core model, the cuts of its cells and the declarations of a release, and no Python:
then returns written by hand are checked and published by it. The return is this test's own invention.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from openpyxl import load_workbook

from pipeline.foundation.stages import PROJECT_ROOT

DECLARED = Path(__file__).parent / "new_return"
YEAR = 2024
# Enquiries of each authority by kind.
SENT = {"201": {"T": 40, "W": 3}, "202": {"T": 60, "W": 17}, "301": {"T": 25, "W": 14}, "302": {"T": 31, "W": 0}}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project to which the return and its release are added."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("pipeline", "sql", "data/reference", "publication_templates"):
        copytree(PROJECT_ROOT / folder, root / folder, ignore=ignore_patterns("__pycache__"))
    (PROJECT_ROOT / ".cache").mkdir(exist_ok=True)
    (root / ".cache").symlink_to(PROJECT_ROOT / ".cache", target_is_directory=True)
    copytree(DECLARED / "added", root, dirs_exist_ok=True)
    for rows in sorted((DECLARED / "rows").rglob("*.*")):
        with (root / rows.relative_to(DECLARED / "rows")).open("a", encoding="utf-8") as file:
            file.write(rows.read_text(encoding="utf-8"))
    return root


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returns")
    for la_code, enquiries in SENT.items():
        own = folder / "fostering_enquiries" / str(YEAR) / la_code
        own.mkdir(parents=True)
        with (own / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["KIND", "ENQUIRIES"], *enquiries.items()])
    return folder


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_nothing_that_is_added_is_python() -> None:
    added = [path.relative_to(DECLARED / "added") for path in (DECLARED / "added").rglob("*") if path.is_file()]
    assert [str(path) for path in added if path.suffix == ".py"] == []
    assert [str(path) for path in added if path.suffix == ".sql"] == ["sql/core/fostering_enquiries_during_year.sql"]


def test_an_officer_checks_the_return(project: Path, tmp_path: Path) -> None:
    own = tmp_path / "201"
    own.mkdir()
    (own / "sheet.csv").write_text("KIND,ENQUIRIES\nT,4\nX,2\nT,5\nW,many\n", encoding="utf-8")
    done = run(
        project, "check", str(own), "--return", "fostering_enquiries", "--year", str(YEAR), "--la", "201", "--json"
    )
    assert done.returncode == 1, done.stderr
    found = {(one["line"], one["field"], one["rule"]) for one in json.loads(done.stdout)["findings"]}
    assert {
        (2, "KIND", "record_repeated"),
        (3, "KIND", "code_not_of_the_year"),
        (5, "ENQUIRIES", "number_not_read"),
    } <= found


def test_the_release_is_published(project: Path, returns: Path, tmp_path: Path) -> None:
    done = run(
        project,
        *("release", "fostering-enquiries", "--year", str(YEAR), "--returns", str(returns)),
        *("--out", str(tmp_path), "--accept-coverage"),
    )
    assert done.returncode == 0, done.stderr
    publish = tmp_path / "fostering-enquiries" / str(YEAR) / "publish"
    with (publish / "data/fostering_enquiries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {
        (row["old_la_code"], row["kind"]): row["enquiries"] for row in rows if row["geographic_level"] != "Regional"
    }
    assert shown["202", "Total"] == "77" and shown["202", "By telephone"] == "60"
    assert shown["302", "On the web"] == "0"
    # 3 by the web of 43: the small one, and the other part of the sum.
    assert (shown["201", "By telephone"], shown["201", "On the web"], shown["201", "Total"]) == ("c", "c", "43")
    workbook = load_workbook(publish / "tables/fostering-enquiries-2024.xlsx", read_only=True)
    cells = {str(row[3]): row[4] for row in workbook["FE1"].iter_rows(values_only=True) if len(row) > 4}
    assert cells["Camden"] == 77
    told = run(project, "explain", "fostering_enquiries:2024:202:By telephone", "--release", str(publish.parent))
    assert told.returncode == 0, told.stderr
    for place in ("sql/core/fostering_enquiries_during_year.sql", "sql/cells/fostering_enquiries_during_year.yaml"):
        assert place in told.stdout
    assert "pipeline/collect/collections/fostering_enquiries/specification.yaml" in told.stdout
    assert "publication_templates/fostering-enquiries/release.toml" in told.stdout
    programs = {str(path.relative_to(project)): digest(path) for path in (project / "pipeline").rglob("*.py")}
    assert programs == {name: digest(PROJECT_ROOT / name) for name in programs}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
