"""Every figure that the release of quarterly adoption data prints is the one that the recount works out.

As in the tests of the other releases: a few senders with awkward records, whose returns are all there.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import made_once
from tests.recount.adoption_quarterly.awkward import AwkwardReturns
from tests.recount.adoption_quarterly.returns import read_senders
from tests.recount.printed import adoption_quarterly
from tests.recount.printed.areas import Areas
from tests.recount.printed.cells import NO_COUNTS
from tests.recount.printed.comparison import Recount, Result
from tests.recount.printed.tiny_england import copy_project, publish

NAME, YEAR = "adoption-quarterly", 2023
# Two of one agency and one of another region; one whose agency is a voluntary one; Buckinghamshire and Cornwall recruit
# for themselves; Cornwall sends all for the Isles of Scilly, 213B for its two. Cumbria ended with the year.
AUTHORITIES = {"805", "806", "301", "201", "825", "908", "420", "207", "213", "909", "942"}
AGENCIES = {"VAA1", "213B"}
RECORDS = 40
# The second quarter of this sender was never sent: its third tells of it too.
NOT_SENT = [(2, "805"), (2, "213B")]
AT_LEAST = 5_000
BOOK = "adoption-and-special-guardianship-2022-23-Q4"


def only(path: Path, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Leave out the other rows of a reference file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), [row for row in reader if wanted(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def england(folder: Path) -> Path:
    """A small England of one year and its release."""
    project = copy_project(folder / "project", AUTHORITIES)
    reference = project / "data/reference"
    only(reference / "adoption_agencies_of_authorities.csv", lambda row: row["la_code"] in AUTHORITIES)
    with (reference / "adoption_agencies_of_authorities.csv").open(encoding="utf-8", newline="") as file:
        recruiting = {row["agency_code"] for row in csv.DictReader(file)} | AGENCIES
    only(reference / "agencies.csv", lambda row: row["agency_code"] in recruiting)
    AwkwardReturns(1, YEAR).write(folder / "returns", read_senders(reference, YEAR), RECORDS, NOT_SENT)
    publish(project, folder / "returns", folder / "out", [(NAME, f"{YEAR}-q4")])
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "england_of_adoption_quarterly", england)


@pytest.fixture(scope="module")
def counted(small: Path) -> adoption_quarterly.Quarterly:
    return adoption_quarterly.quarterly(small / "returns", small / "project/data/reference", YEAR)


def recount() -> Recount:
    """Nothing is suppressed, and what is compared with is counted by quarter, apart from the yearly counts."""
    return Recount(NO_COUNTS, Areas(), YEAR, {}, suppressed=())


def must_agree(found: Result) -> None:
    """Fail with what differs, or where too little was compared."""
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > AT_LEAST
    # Nobody states the enquiries of a quarter again that was not sent; England and a region have an estimate.
    assert {key.partition(" [")[0] for key in found.estimated} == {"adoption_enquiries", f"{BOOK} B3"}


def test_quarterly_adoption_data(small: Path, counted: adoption_quarterly.Quarterly) -> None:
    must_agree(adoption_quarterly.compare(recount(), small / "out" / NAME / f"{YEAR}-q4/publish", counted))


def test_a_wrong_figure_is_found(small: Path, counted: adoption_quarterly.Quarterly, tmp_path: Path) -> None:
    """A number, an average and a symbol of a data file, each told with its place."""
    published = small / "out" / NAME / f"{YEAR}-q4/publish/data"
    for name, column, label, wrong in (
        ("adoption_children_waiting", "number", "Over 90 days since the placement order", "1"),
        ("adoption_timeliness", "number", "Average days from placement order to match (A2)", "1.5"),
        ("adoption_progress_of_families", "families", "Registered", "z"),
    ):
        folder = tmp_path / name / "data"
        folder.mkdir(parents=True)
        for path in published.glob(f"{name}.*"):
            shutil.copy(path, folder)
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        spoilt = next(row for row in rows if label in row.values() and row["old_la_code"] == "825")
        spoilt[column] = wrong
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        found = adoption_quarterly.compare(recount(), folder.parent, counted).differences
        assert [(one.data_set, one.column, one.area, one.printed) for one in found] == [(name, column, "825", wrong)]
