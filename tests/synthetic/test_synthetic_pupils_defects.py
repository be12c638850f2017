"""Every defect that the generator of pupils plants is found as the ledger says, and nothing else is."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.runs.check import check_return
from pipeline.synthetic.pupils.defects import KINDS
from pipeline.synthetic.pupils.england import synthesise_pupils

YEAR = 2024


def test_what_is_planted_is_what_is_found(tmp_path: Path) -> None:
    summary = synthesise_pupils([YEAR], tmp_path, las=["301"], scale=0.3, plant_defects=True)
    with (tmp_path / "ledger/pupils_planted_defects.csv").open(encoding="utf-8", newline="") as file:
        planted = {(row["rule"], row["file"], int(row["line"]), row["field"]) for row in csv.DictReader(file)}
    assert len(planted) == summary.planted_defects == len(KINDS)
    report = check_return(tmp_path / f"pupils/{YEAR}", YEAR, "ENG", return_name="pupils")
    found = {(one.rule, Path(one.path).name, one.line, one.field) for one in report.findings}
    assert found == planted
