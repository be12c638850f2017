"""Releases of children in need, published from a small England and read back: what their tests share."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.cin import CinOmission, synthesise_cin
from tests.conftest import made_once
from tests.runs.country import all_of_england
from tests.runs.figures_alone import publish_figures

NAME, ENGLAND = "children-in-need", "E92000001"
AUTHORITIES = ("301", "302", "316", "805", "857", "886", "908", "931")
YEARS = (2023, 2024)
# 316 did not send in 2024; 857 sent everything but its section 47 enquiries.
OMITTED = (CinOmission(2024, "316"), CinOmission(2024, "857", ("Section47",)))
Row = dict[str, str]
Counted = RunSummary | ReleaseRun
"""A release that was published, or a run that was grossed and went no further."""


def publish(returns: Path, out: Path, year: int = 2024) -> RunSummary:
    """The release of a year, of an England of few authorities."""
    with all_of_england():
        return publish_release(ReleaseRun(NAME, year, "", returns, out, accept_coverage=True), report=lambda _: None)


def publish_data_files(returns: Path, out: Path, year: int = 2024) -> RunSummary:
    """The data files of the release of a year, without pages and workbooks, of an England of few authorities."""
    run = ReleaseRun(NAME, year, "", returns, out, accept_coverage=True)
    with all_of_england():
        return publish_figures(run, with_workbooks=False)


def censuses_of_two_years(factory: pytest.TempPathFactory) -> Path:
    """The returns folder of eight authorities in 2023 and 2024, one missing and one without an item in the later."""

    def make(folder: Path) -> Path:
        synthesise_cin(YEARS, folder, scale=0.2, seed=7, las=AUTHORITIES, omit=OMITTED, processes=1)
        return folder

    return made_once(factory, "censuses", make)


def release_of_2024(factory: pytest.TempPathFactory) -> RunSummary:
    """The 2024 release of those censuses, published once for all tests."""
    returns = censuses_of_two_years(factory)
    return made_once(factory, "children_in_need", lambda folder: publish(returns, folder))


def rows_of(summary: RunSummary, name: str) -> Iterator[Row]:
    """The rows of a data set."""
    with (summary.folder / "publish" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def one_row(summary: RunSummary, name: str, area: str, year: int = 2024) -> Row:
    """The row of an area and a year, in a data set that has one each."""
    (found,) = (
        row
        for row in rows_of(summary, name)
        if (row.get("old_la_code") or row.get("region_code") or ENGLAND, row["time_period"]) == (area, str(year))
    )
    return found


def known_counts(summary: Counted, measure: str, key: str = "", year: int = 2024) -> dict[str, int]:
    """The unrounded counts of the authorities that supplied."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        return dict(
            warehouse.connection.execute(
                "SELECT la_code, value FROM grossed.local_authority_counts "
                "WHERE measure = ? AND breakdown_key = ? AND collection_year = ?",
                [measure, key, year],
            ).fetchall()
        )


def grossed_count(summary: Counted, measure: str, area_code: str, year: int = 2024) -> int:
    """The unrounded total of an area, estimates included."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        ((count,),) = warehouse.connection.execute(
            "SELECT value FROM grossed.cells "
            "WHERE measure = ? AND area_code = ? AND breakdown_key = '' AND collection_year = ?",
            [measure, area_code, year],
        ).fetchall()
    return int(count)


def populations(summary: Counted, year: int = 2024) -> dict[str, int]:
    """Children aged under 18 of every authority in being."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        return dict(
            warehouse.connection.execute(
                "SELECT la_code, population FROM reference.child_population AS child "
                "JOIN reference.reporting_units AS la ON la.la_code = child.area_code "
                "AND la.collection_year = child.collection_year "
                "WHERE child.collection_year = ? AND area_level = 'local_authority'",
                [year],
            ).fetchall()
        )


def half_up(value: Decimal, unit: str) -> Decimal:
    """Rounded to a unit such as 0.1, ties up."""
    return value.quantize(Decimal(unit), ROUND_HALF_UP)


def rounded_to_10(value: int) -> int:
    """To the nearest 10, ties up."""
    return int(half_up(Decimal(value) / 10, "1")) * 10


def grossed(summary: Counted, measure: str, key: str = "", year: int = 2024) -> tuple[int, int]:
    """England's estimate of a cell and of its headline, by the method of 2016 to 2017, from counts and populations."""
    headline = known_counts(summary, measure, year=year)
    children = populations(summary, year)
    known_children = sum(children[code] for code in headline)
    known = sum(headline.values())
    missing = [code for code in children if code not in headline]
    estimates = [int(half_up(Decimal(known) * children[code] / known_children, "1")) for code in missing]
    whole = known + sum(estimates)
    part = sum(known_counts(summary, measure, key, year).values())
    return int(half_up(Decimal(part) * whole / known, "1")), whole
