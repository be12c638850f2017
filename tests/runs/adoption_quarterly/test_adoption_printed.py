"""The printed release of a synthetic North East: every number against the generator's account, and as golden text."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from pipeline.runs.audit import audit_release
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.adoption_quarterly.england import synthesise_adoption_quarterly

GOLDEN = Path(__file__).parents[2] / "golden" / "adoption_quarterly_2022_23_q4.txt"
SENDERS = [
    "805",
    "806",
    "807",
    "808",
    "840",
    "841",
    "390",
    "391",
    "392",
    "393",
    "394",
    "929",
    "RAA10",
    "RAA12",
    "RAA31",
]
AREAS = {"North East", "Durham", "Adopt North East"}
PRINTED = {
    "adoption_progress_of_children.csv": {
        "Decision that the child should be placed": "decision",
        "Placement order granted": "placement_order",
        "Matched with a family": "matched",
        "Placed with a family": "placed",
        "Adopted": "adopted",
        "Decision that the child should no longer be placed": "no_longer",
    },
    "adoption_progress_of_families.csv": {
        "Registered": "registered",
        "Approved": "approved",
        "Matched with a child": "family_matched",
        "With a child placed": "family_placed",
        "With an adoption order": "family_adopted",
        "Left after approval": "left",
    },
}
"""The stages that two files print, by their names in the generator's account."""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of returns, and that of the release."""
    returns = tmp_path_factory.mktemp("returns")
    synthesise_adoption_quarterly([2023], returns, las=SENDERS)
    run = ReleaseRun("adoption-quarterly", 2023, "q4", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    publish_release(run, report=lambda _: None)
    return returns, run.folder


def test_every_printed_number_is_that_of_the_account(released: tuple[Path, Path]) -> None:
    returns, folder = released
    account: dict[tuple[str, str, str], int] = {}
    with (returns / "ledger/adoption_quarterly_totals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            quarter = f"Financial year Q{row['collection_year'][-1]}"
            account[row["la_code"], quarter, row["measure"]] = int(row["number"])
    read = hidden = 0
    for name, stages in PRINTED.items():
        with (folder / "publish/data" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row["old_la_code"] or row.get("agency_code", "")
                if code not in SENDERS or (row["period"] == "Year" and row["time_identifier"] != "Financial year Q4"):
                    continue
                quarters = [row["time_identifier"]]
                if row["period"] == "Year":
                    quarters = [f"Financial year Q{quarter}" for quarter in range(1, 5)]
                true = sum(account.get((code, quarter, stages[row["stage"]]), 0) for quarter in quarters)
                printed = row.get("children") or row["families"]
                if printed in ("c", "z"):
                    hidden += 1
                else:
                    read += 1
                    assert int(printed) == true and not 1 <= true <= 5, (name, row)
    assert read > 200 and hidden > 100


WITH_ORDER = "With a placement order and not placed"
HARDER = ("Part of a sibling group", "Ethnic minority, white minorities excluded", "Disabled", "Aged 5 and over")
SUBTRACTIONS = [
    ("adoption_children_waiting.csv", WITH_ORDER, "With a placement order, 18 months or more since entering care"),
    ("adoption_children_waiting.csv", WITH_ORDER, "Over 12 months since the placement order"),
    *(
        (f"adoption_characteristics_of_children_{who}.csv", "Harder to place", why)
        for who in ("waiting", "adopted")
        for why in HARDER
    ),
]
"""Pairs of lines of one file of which the second tells of some of the children of the first."""


def test_what_two_lines_leave_is_no_small_number_of_children(released: tuple[Path, Path]) -> None:
    done = 0
    for name, whole, part in SUBTRACTIONS:
        printed: dict[tuple[str, str], dict[str, str]] = {}
        with (released[1] / "publish/data" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                line, number = row.get("waiting") or row["characteristic"], row.get("number") or row["children"]
                if row["geographic_level"] == "Local authority":
                    printed.setdefault((row["la_name"], row["time_identifier"]), {})[line] = number
        for place, lines in printed.items():
            if lines[whole].isdecimal() and lines[part].isdecimal() and lines[part] != "0":
                done += 1
                assert not 1 <= int(lines[whole]) - int(lines[part]) <= 5, (name, place, whole, part)
    assert done >= 10


def test_the_methodology_says_what_percentages_are_of(released: tuple[Path, Path]) -> None:
    names = ("methodology.html", "methodology-formulas.html")
    page = "".join((released[1] / "publish" / name).read_text(encoding="utf-8") for name in names)
    assert "100 x the count / the children looked after on the 31 March before the financial year" in page
    assert "mid-year" not in page and "aged 0 to 17" not in page


def test_the_release_is_safe_and_as_it_was(released: tuple[Path, Path]) -> None:
    publish = released[1] / "publish"
    assert audit_release(released[1]).is_safe
    lines = []
    for path in sorted(publish.glob("data/*.csv")):
        if path.name.endswith(".meta.csv"):
            lines += [f"{path.name}: {line}" for line in path.read_text(encoding="utf-8").splitlines()]
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                area = row.get("la_name") or row.get("agency_name") or row.get("region_name")
                if area in AREAS:
                    values = list(row.values())[12 if "agency_name" in row else 10 :]
                    lines.append(f"{path.stem}: {area}: {row['time_identifier'][-2:]}: {' | '.join(values)}")
    lines.sort()
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()
