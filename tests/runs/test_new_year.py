"""A new collection year and its codes are data: 2027, with the placement codes Z11 to Z14, in a copy of the project.

The steps are those of "How to add a year" in CONTRIBUTING.md, on a copy in which no Python and no SQL changes; then
returns of 2027, written by hand, are released by the copy. That the four codes are put in two groups is this test's own
invention: what they mean is in no public document, and the project keeps all four under other placements.
"""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from pipeline.foundation.stages import PROJECT_ROOT
from tests.runs.copied_project import copy_project, run

NEW, LATEST = 2027, 2026
# Children of each authority on 31 March 2027 by placement; for each new code an old one that is counted as it shall be.
CHILDREN = {"U6": 40, "Z1": 11, "Z11": 12, "Z12": 13, "Z13": 14, "Z14": 15}
COUNTED_AS = {"Z11": "z1", "Z12": "z1", "Z13": "r1", "Z14": "r1"}
AUTHORITIES = ("202", "301", "931")
HOME, PLACED_IN = "NW1 2DB", "IG11 7LU"  # Camden (202); Barking and Dagenham (301), nine miles east
LABELS = "publication_templates/children-looked-after/labels.csv"
CATEGORIES = "data/reference/categories.csv"
SPECIFICATION = "pipeline/collect/collections/ssda903/specification.yaml"
GROUP_LABEL = "la_on_31_march,2024,,Placement,Other placements,,placement=other_placements,,,,,,,\n"
NEW_LABEL = "la_on_31_march,2027,,Placement,Other placements of the first new kind,,placement=z11,,,,,,,\n"
HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = (
    *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE"),
    *("HOME_POST", "PL_POST", "URN"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that has never heard of the new codes."""
    root = tmp_path_factory.mktemp("project")
    copy_project(root)
    for name in (SPECIFICATION, CATEGORIES):
        lines = (root / name).read_text(encoding="utf-8").splitlines(keepends=True)
        known = [line for line in lines if not re.search(r"\bz1[1-4](?=_|\b)", line, re.IGNORECASE)]
        assert len(known) < len(lines)
        (root / name).write_text("".join(known), encoding="utf-8")
    return root


def add_the_year(root: Path) -> None:
    """The steps of CONTRIBUTING.md."""
    # 1. The return has one year more, and the new codes from it on.
    edit(root / SPECIFICATION, f"years: {{first: 2014, last: {LATEST}}}", f"years: {{first: 2014, last: {NEW}}}")
    codes = "    - {codes: [Z1], label: other}\n"
    added = f"    - {{codes: [{', '.join(COUNTED_AS)}], label: other, first_year: {NEW}, reason: Z1 was divided}}\n"
    edit(root / SPECIFICATION, codes, codes + added)
    # 2. Authorities and populations of the year, here those of the year before; the codes under what counts them.
    for name in ("local_authorities_by_year.csv", "child_population_0_17.csv"):
        path = root / "data/reference" / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        again = [f"{NEW}{line.removeprefix(str(LATEST))}" for line in lines if line.startswith(f"{LATEST},")]
        assert again
        path.write_text("".join([*lines, *again]), encoding="utf-8")
    path = root / CATEGORIES
    text = path.read_text(encoding="utf-8")
    for new, old in COUNTED_AS.items():
        like = re.findall(rf"^(placement\w*),{old}(_\w+)?,(\w+),\d+$", text, re.MULTILINE)
        assert like
        for breakdown, where, parent in like:
            above = new.lower() if parent == old else parent
            path.open("a", encoding="utf-8").write(f"{breakdown},{new.lower()}{where},{above},999\n")
    # 3. A label that editions from the new one have.
    edit(root / LABELS, GROUP_LABEL, GROUP_LABEL + NEW_LABEL)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def write_returns(folder: Path) -> None:
    """Children who started on 1 May 2026 and stayed where they were first placed; boys and girls in turn."""
    for authority in AUTHORITIES:
        headers, episodes = [], []
        for number, place in enumerate(place for place, children in CHILDREN.items() for _ in range(children)):
            child, born = f"{authority}{number:04}", date(2010 + number % 12, 6, 1)
            headers.append([child, "MF"[number % 2], f"{born:%d/%m/%Y}", "WBRI", "", "", ""])
            episodes.append(
                [child, "01/05/2026", "S", "C2", "N1", place, "PR1", "", "", "", HOME, PLACED_IN, "SC000001"]
            )
        own = folder / "ssda903" / str(NEW) / authority
        own.mkdir(parents=True)
        for name, columns, rows in (("header", HEADER, headers), ("episodes", EPISODES, episodes)):
            with (own / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([columns, *rows])


def programs(root: Path) -> dict[str, str]:
    """The digest of every program of the copy."""
    paths = [path for kind in ("*.py", "*.sql") for path in sorted(root.rglob(kind)) if ".cache" not in path.parts]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_year_and_its_codes_are_added_without_a_program(project: Path, tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    write_returns(returns)
    release = ("release", "children-looked-after", "--year", str(NEW), "--returns", str(returns))
    release = (*release, "--accept-coverage")  # three authorities of 153
    refused = run(project, *release, "--out", str(tmp_path / "before"))
    assert refused.returncode == 2, refused.stderr
    before = programs(project)
    add_the_year(project)
    done = run(project, *release, "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    # Nothing but data is different from the project, whose programs are the copy's.
    assert programs(project) == before
    assert all((PROJECT_ROOT / name).read_bytes() == (project / name).read_bytes() for name in before)
    folder = tmp_path / "out" / "children-looked-after" / str(NEW)
    findings = (folder / "restricted/findings.csv").read_text(encoding="utf-8")
    assert "code_not_of_the_year" not in findings, "the new codes are read"
    shown = {
        (row["characteristic"], row["breakdown"]): row["children_count"]
        for row in published(folder, "la_cla_on_31_march_by_characteristics")
    }
    # 11 + 12 + 13 other placements, of whom 12 of the first new kind; 14 + 15 in other residential settings.
    assert shown["Placement", "Other placements"] == "36"
    assert shown["Placement", "Other placements of the first new kind"] == "12"
    assert shown["Placement", "Other residential settings"] == "29"
    assert shown["Placement", "Foster placements"] == "40"
    # The year's authorities and populations are known: all 105 live within the boundary, and so do those of two others.
    assert shown["Locality of placement", "Placed inside the local authority boundary"] == "105"
    assert shown["LA of placement", "Total"] == "315"
    rates = published(folder, "cla_number_and_rate_per_10k_children")
    assert [row["rate_per_10000"] for row in rates if row["children_count"] == "105"] == ["16", "16"]


def published(folder: Path, data_set: str) -> list[dict[str, str]]:
    """The rows of Barking and Dagenham in the new year."""
    with (folder / "publish/data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (row["time_period"], row["old_la_code"]) == (str(NEW), "301")]
