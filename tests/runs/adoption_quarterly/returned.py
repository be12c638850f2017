"""Returns of the quarterly adoption data for the tests: the samples laid out as a returns folder, and rows by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copy

SAMPLES = Path(__file__).parent / "samples"
FILES = {
    "children": (
        "agency_code", "child_id", "birth_date", "sex", "ethnicity", "disabled", "sibling_group_id", "entered_care_on",
        "adm_decision_on", "placement_order_on", "matched_on", "placed_on", "placement_provider", "placement_urn",
        "early_permanence", "foster_carer_adoption", "adoption_order_on", "decision_reversed_on", "reversal_reason",
        "disrupted_on", "family_finding",
    ),
    "sgo": (
        "agency_code", "child_id", "sgo_on", "birth_date", "sex", "ethnicity", "disabled", "siblings_in_group",
        "guardian_relationship", "guardian_1_age", "guardian_2_age", "previous_adm_decision", "supervision_order",
    ),
    "adopters": (
        "agency_code", "family_id", "adopters", "registered_on", "stage2_on", "approved_on", "fast_track",
        "ffa_approved", "matched_on", "placed_on", "adoption_order_on", "left_on", "left_reason", "disrupted_on",
        "children_approved_for",
    ),
}  # fmt: skip
"""The columns of the files of the return, as the samples have them."""
Record = Mapping[str, str]


def lay_out_samples(returns: Path) -> None:
    """The samples as ``returns/adoption_quarterly/2022-23/Q4/<code>/``."""
    for file in sorted(SAMPLES.glob("*_2022-23_Q4_*.csv")):
        code, year, quarter, what = file.stem.split("_")
        if what != "expected":
            folder = returns / "adoption_quarterly" / year / quarter / code
            folder.mkdir(parents=True, exist_ok=True)
            copy(file, folder / file.name)


def write_return(returns: Path, quarter: str, code: str, **files: Sequence[Record]) -> None:
    """One return of 2022-23; ``files`` are the records of each, whose other columns are blank."""
    folder = returns / "adoption_quarterly" / "2022-23" / quarter / code
    folder.mkdir(parents=True, exist_ok=True)
    for what, records in files.items():
        with (folder / f"{what}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FILES[what], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows([{"agency_code": code, **record} for record in records])
