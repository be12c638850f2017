"""A new return and its release are data: quarterly enquiries about fostering by agency, in a copy of the project.

The copy gets a specification, one core model, the cuts of its cells and the declarations of a release, and no Python:
then returns written by hand are checked and published by it. The return is this test's own invention.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from openpyxl import load_workbook

from pipeline.foundation.stages import PROJECT_ROOT
from tests.runs.copied_project import copy_project, run

DECLARED = Path(__file__).parent / "new_return"
# Enquiries by telephone and on the web. In the third quarter the one agency of the North West sent nothing; VAA15 is
# of no region. They are all the agencies that the copy knows.
SENT = {
    "Q3": {"RAA12": (11, 12), "RAA10": (8, 9), "RAA20": (0, 0), "VAA15": (7, 20)},
    "Q4": {"RAA12": (60, 17), "RAA10": (40, 3), "RAA20": (31, 0), "VAA15": (25, 14), "RAA4": (26, 30)},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project to which the return and its release are added."""
    root = tmp_path_factory.mktemp("project")
    copy_project(root)
    copytree(DECLARED / "added", root, dirs_exist_ok=True)
    for rows in sorted((DECLARED / "rows").rglob("*.*")):
        with (root / rows.relative_to(DECLARED / "rows")).open("a", encoding="utf-8") as file:
            file.write(rows.read_text(encoding="utf-8"))
    agencies = root / "data/reference/agencies.csv"
    heading, *listed = agencies.read_text(encoding="utf-8").splitlines(keepends=True)
    known = [line for line in listed if line.partition(",")[0] in SENT["Q4"]]
    agencies.write_text("".join([heading, *known]), encoding="utf-8")
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
    # 77 + 43 of the North East, 31 of London, 56 of the North West, 39 of an agency of no region: 246.
    areas = {"North East": "E12000001", "North West": "E12000002", "London": "E12000007", "England": "England"}
    assert [shown["Q4", code, "Total"] for code in areas.values()] == ["120", "60", "30", "250"]
    # Of the third quarter the North West is not known, and neither is England; no region is 0 for want of returns.
    assert [shown["Q3", code, "Total"] for code in areas.values()] == ["40", "x", "0", "x"]
    # By telephone 60 + 40 + 31 + 25 + 26 = 182 of 246 are 74.0 per cent; 11 + 8 of 40 in the North East are 47.5.
    by_telephone = [row for row in rows if row["kind"] == "By telephone"]
    percent = {
        (row["time_identifier"][-2:], row["agency_code"] or row["region_code"] or "England"): row["enquiries_percent"]
        for row in by_telephone
    }
    assert (percent["Q4", "England"], percent["Q3", "E12000001"], percent["Q3", "England"]) == ("74", "48", "x")
    assert percent["Q3", "VAA15"] == "26"  # 7 of 27
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
    page = (publish / "methodology.html").read_text(encoding="utf-8")
    assert "returns that agencies sent" in page and "nothing can be estimated for it" in page
    assert "national rate per child" not in page and "local authorities are not rounded" not in page
    with (publish / "coverage.csv").open(encoding="utf-8", newline="") as file:
        lacking = [row for row in csv.DictReader(file) if row["supplied"] == "no"]
    assert [(row["time_period"], row["old_la_code"], row["geographic_level"]) for row in lacking] == [
        ("2022-23 Q3", "RAA4", "Agency")
    ]
    for path in (*publish.rglob("*.csv"), *publish.rglob("*.html")):
        assert not re.search(r"\b2023[34]\b", path.read_text(encoding="utf-8")), f"{path.name} shows a period's number"
    audited = run(project, "audit", str(publish.parent))
    assert audited.returncode == 0, audited.stderr
    programs = {str(path.relative_to(project)): digest(path) for path in (project / "pipeline").rglob("*.py")}
    assert programs == {name: digest(PROJECT_ROOT / name) for name in programs}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
