"""The findings of a release have the public numbers of their rules, by field and file, and none where there is none."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.disseminate.restricted_findings import write_findings
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from tests.collect.test_returns_folder import clean_return, write_return


def test_findings_are_known_by_their_public_numbers(tmp_path: Path) -> None:
    files = clean_return()
    files["header"][0]["SEX"] = "7"
    files["episodes"][0]["LS"] = "Q9"
    write_return(tmp_path / "ssda903" / "2024" / "301", files, 2024)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        stage_returns(warehouse, tmp_path, [2024], ["301", "302"])
        write_findings(warehouse, tmp_path)
        count = warehouse.count("raw.findings")
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    numbers = {(row["rule"], row["field"]): row["public_rules"] for row in rows}
    # 101: a gender outside the list; 144: a legal status outside it. That 302 sent nothing has no number.
    assert numbers["code_not_of_the_year", "SEX"] == "101"
    assert numbers["code_not_of_the_year", "LS"] == "144"
    assert numbers["return_absent", ""] == ""
