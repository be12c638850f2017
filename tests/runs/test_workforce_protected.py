"""The threshold for role by characteristics, switched on: who has rows, what is suppressed, and that it holds."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.foundation.stages import TEMPLATES
from pipeline.synthetic.workforce.returns import synthesise_workforce
from tests.runs.copied_project import copy_project, run

LAS = ("301", "420", "816", "839", "851", "908")
YEAR = 2024


def switched_on(root: Path) -> None:
    """Give the section the edition, and end the other before it, as the comment above it says."""
    path = root / TEMPLATES.name / "social-work-workforce/release.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count("first_edition = 9999") == 1
    text = text.replace("first_edition = 9999", f"first_edition = {YEAR}")
    text = text.replace("first_edition = 2013\n", f"first_edition = 2013\nlast_edition = {YEAR - 1}\n", 1)
    path.write_text(text, encoding="utf-8")


def test_authorities_have_no_rows_and_nothing_small_is_told_of_regions_and_england(tmp_path: Path) -> None:
    root = tmp_path / "project"
    copy_project(root)
    switched_on(root)
    synthesise_workforce([YEAR], tmp_path / "returns", las=LAS, scale=0.4)
    command = ["release", "social-work-workforce", "--year", str(YEAR), "--returns", str(tmp_path / "returns")]
    done = run(root, *command, "--out", str(tmp_path / "out"), "--accept-coverage")
    assert done.returncode == 0, done.stdout + done.stderr
    release = tmp_path / "out/social-work-workforce" / str(YEAR)
    rows = _rows(release, f"csww_role_by_characteristics_inpost_2019_to_{YEAR}")
    assert {row["geographic_level"] for row in rows} == {"National", "Regional"}
    crossed = [row for row in rows if row["role"] != "Total" and row["breakdown"] != "Total"]
    suppressed = [row for row in crossed if row["inpost_headcount"] == "c"]
    shown = [row for row in crossed if row["inpost_headcount"].isdigit()]
    assert suppressed and shown
    assert not [row for row in shown if 1 <= int(row["inpost_headcount"]) <= 5]
    # FTE and percentages go with the people.
    columns = ("inpost_FTE", "inpost_FTE_percentage", "inpost_headcount_percentage")
    assert {row[column] for row in suppressed for column in columns} <= {"c", "z", "u"}
    # Authorities by characteristic one by one are as the department shows them, whatever their size.
    others = _rows(release, f"csww_characteristics_2017_to_{YEAR}")
    assert any(
        row["inpost_headcount"] in set("12345") for row in others if row["geographic_level"] == "Local authority"
    )
    audited = run(root, "audit", str(release))
    assert audited.returncode == 0, audited.stdout + audited.stderr


def _rows(release: Path, name: str) -> list[dict[str, str]]:
    with (release / "publish/data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
