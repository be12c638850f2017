"""A new return and its release are data: quarterly enquiries about fostering by agency, in a copy of the project.

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
# Enquiries by telephone and on the web: two agencies of the North East, one of London, one of no region.
SENT = {
    "Q3": {"RAA12": (11, 12), "RAA10": (8, 9), "RAA20": (0, 0), "VAA15": (7, 20)},
    "Q4": {"RAA12": (60, 17), "RAA10": (40, 3), "RAA20": (31, 0), "VAA15": (25, 14)},
}


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
    for quarter, sent in SENT.items():
        for agency, enquiries in sent.items():
            own = folder / "fostering_enquiries" / "2022-23" / quarter / agency
            own.mkdir(parents=True)
            with (own / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["KIND", "ENQUIRIES"], *zip("TW", enquiries, strict=True)])
    return folder


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_nothing_that_is_added_is_python() -> None:
    added = [path.relative_to(DECLARED / "added") for path in (DECLARED / "added").rglob("*") if path.is_file()]
    assert [str(path) for path in added if path.suffix == ".py"] == []
    assert [str(path) for path in added if path.suffix == ".sql"] == ["sql/core/fostering_enquiries_during_quarter.sql"]


def test_an_officer_checks_the_return(project: Path, tmp_path: Path) -> None:
    own = tmp_path / "RAA12"
    own.mkdir()
    (own / "sheet.csv").write_text("KIND,ENQUIRIES\nT,4\nX,2\nT,5\nW,many\n", encoding="utf-8")
    done = run(
        project,
        "check",
        str(own),
        "--return",
        "fostering_enquiries",
        "--year",
        "2023",
        "--quarter",
        "4",
        "--la",
        "RAA12",
        "--json",
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
        *("release", "fostering-enquiries", "--year", "2023", "--part", "q4", "--returns", str(returns)),
        *("--out", str(tmp_path), "--accept-coverage"),
    )
    assert done.returncode == 0, done.stderr
    publish = tmp_path / "fostering-enquiries" / "2023-q4" / "publish"
    with (publish / "data/fostering_enquiries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {
        (row["time_identifier"][-2:], row["agency_code"] or row["region_code"] or "England", row["kind"]): row[
            "enquiries"
        ]
        for row in rows
    }
    assert {row["time_period"] for row in rows} == {"202223"}
    assert shown["Q4", "RAA12", "Total"] == "77" and shown["Q3", "RAA12", "By telephone"] == "11"
    assert shown["Q4", "RAA20", "On the web"] == "0"
    # 3 by the web of 43 are few, and the other part would give them away.
    assert [shown["Q4", "RAA10", kind] for kind in ("By telephone", "On the web", "Total")] == ["c", "c", "43"]
    # 77 + 43 of the North East, 31 of London, 39 of an agency of no region: 190.
    assert [shown["Q4", area, "Total"] for area in ("E12000001", "E12000007", "England")] == ["120", "30", "190"]
    workbook = load_workbook(publish / "tables/fostering-enquiries-2022-23-Q4.xlsx", read_only=True)
    cells = {str(row[3]): row[4:8] for row in workbook["FE1"].iter_rows(values_only=True) if len(row) > 7}
    assert cells["Area"][0] == "All enquiries, 2022-23 Q3" and cells["Area"][1] == "All enquiries, 2022-23 Q4"
    assert cells["Adopt London East"] == (0, 31, 31, 0)
    # The other agency of the region, too: its percentages, of exactly 120, would else tell 39 or 40 of the first.
    assert cells["Adopt North East"] == (23, 77, "[c]", "[c]")
    cell = "fostering_enquiries:2022-23 Q4:RAA20:By telephone"
    told = run(project, "explain", cell, "--release", str(publish.parent))
    assert told.returncode == 0, told.stderr
    for place in (
        "sql/core/fostering_enquiries_during_quarter.sql",
        "sql/cells/fostering_enquiries_during_quarter.yaml",
        "pipeline/collect/collections/fostering_enquiries/specification.yaml",
        "publication_templates/fostering-enquiries/release.toml",
    ):
        assert place in told.stdout
    audited = run(project, "audit", str(publish.parent))
    assert audited.returncode == 0, audited.stderr
    programs = {str(path.relative_to(project)): digest(path) for path in (project / "pipeline").rglob("*.py")}
    assert programs == {name: digest(PROJECT_ROOT / name) for name in programs}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
