"""Recounts every figure that the releases of a synthetic England print, at a scale of your choice: ``make recount``.

Run ``python -m tests.recount.printed --scale 0.1 --only children-in-need``. Nothing is suppressed in these
releases, which are no releases and stay in the folder for looking at. Ends with 1 where a figure differs.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas

from pipeline.foundation.stages import PROJECT_ROOT, REFERENCE
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.synthetic import synthesise
from pipeline.synthetic.adoption_quarterly.england import synthesise_adoption_quarterly
from pipeline.synthetic.cin import synthesise_cin
from pipeline.synthetic.few_figures.attainment import synthesise_attainment
from pipeline.synthetic.few_figures.staying_put import synthesise_staying_put
from tests.recount.children_looked_after.places import Gazetteer, read_gazetteer
from tests.recount.children_looked_after.reading import postcodes_sent
from tests.recount.outcomes import printed as outcomes
from tests.recount.stability import printed as stability
from tests.recount.workforce import printed as workforce

from . import (
    adoption_quarterly,
    children_in_need,
    children_looked_after,
    children_looked_after_to_2017,
    performance_tables,
)
from .areas import Areas, read_areas
from .cells import NO_COUNTS, Counts
from .comparison import Recount, Result
from .tiny_england import copy_project, counted, publish

LOOKED_AFTER, IN_NEED, PERFORMANCE = "children-looked-after", "children-in-need", "performance-tables"
QUARTERLY, QUARTERLY_YEAR = "adoption-quarterly", 2023
LAST_WITH_STAYING_PUT = 2015
LAST_WITH_UNDERLYING_FILES = 2017
# Releases that are published and recounted in a way of their own.
OF_THEIR_OWN = {"workforce": workforce, "stability": stability, "outcomes": outcomes}
Count = Callable[[Path, list[int]], pandas.DataFrame]


@dataclass(frozen=True)
class England:
    """The returns of some years, what is published from them, and how they are counted again."""

    name: str
    release: str
    years: range
    editions: tuple[int, ...]
    returns: str
    count: Count


def _gazetteer(returns: Path) -> Gazetteer:
    with Warehouse() as warehouse:
        load_reference(warehouse)
        warehouse.connection.execute("SELECT 1").fetchall()
        return read_gazetteer(warehouse.connection, postcodes_sent(returns))


def _indicators(returns: Path, years: list[int]) -> pandas.DataFrame:
    return performance_tables.counted_indicators(returns, years, _gazetteer(returns))


ENGLANDS = (
    England("in-need-late", IN_NEED, range(2022, 2025), (2024,), "cin", children_in_need.counted_need),
    England("in-need-early", IN_NEED, range(2014, 2018), (2014, 2017), "cin", children_in_need.counted_need),
    England("performance", PERFORMANCE, range(2018, 2025), (2024,), "ssda903", _indicators),
    England("looked-after-early", LOOKED_AFTER, range(2014, 2019), (2014, 2017, 2018), "ssda903", counted),
    England("looked-after-late", LOOKED_AFTER, range(2019, 2026), (2022, 2024, 2025), "ssda903", counted),
)


def write_returns(england: England, returns: Path, scale: float) -> None:
    """The synthetic returns of an England, those beside its own too."""
    if england.returns == "cin":
        synthesise_cin(england.years, returns, scale=scale)
        return
    synthesise(england.years, returns, scale=scale)
    if england.release == PERFORMANCE:
        synthesise_attainment(england.years, returns, scale=scale)
    spreadsheets = [year for year in england.years if year <= LAST_WITH_STAYING_PUT]
    if spreadsheets and england.release == LOOKED_AFTER:
        synthesise_staying_put(spreadsheets, returns, scale=scale)


def _leave_out_those_with_nobody(folder: Path, years: range) -> set[str]:
    """The authorities that are England: at a small scale the smallest have nobody in care, or nobody who left it.

    A return without a child looked after or a care leaver leaves figures not known, so that England would rest on
    estimates. Authorities that came to an end before the years stay: others came of them.
    """
    with (REFERENCE / "local_authorities_by_year.csv").open(encoding="utf-8", newline="") as file:
        everyone = {(int(row["collection_year"]), row["la_code"]) for row in csv.DictReader(file)}
    without = {la_code for year, la_code in everyone if year in years and not _tells(folder / f"{year}/{la_code}")}
    for la_code in without:
        for path in folder.glob(f"*/{la_code}"):
            shutil.rmtree(path)
    return {la_code for _, la_code in everyone} - without


def _tells(folder: Path) -> bool:
    """Whether it holds a census with a child, or files of episodes and of care leavers with somebody in each."""
    kinds = {"DECOM", "ACTIV"}
    for file in folder.glob("*"):
        with file.open(encoding="utf-8-sig") as text:
            if file.suffix == ".xml":
                return "<Child>" in text.read()
            columns = text.readline().strip().split(",")
            if text.readline():
                kinds -= set(columns)
    return not kinds


def compare(england: England, recount: Recount, publish_folder: Path, reference: Path) -> Result:
    """Set every printed figure of an edition beside its recount."""
    if england.release == IN_NEED:
        return children_in_need.compare(recount, publish_folder)
    if england.release == PERFORMANCE:
        return performance_tables.compare(recount, publish_folder, reference)
    if recount.edition <= LAST_WITH_UNDERLYING_FILES:
        return children_looked_after_to_2017.compare(recount, publish_folder, reference)
    return children_looked_after.compare(recount, publish_folder)


def recounted(england: England, folder: Path, scale: float, say: Callable[[str], None]) -> int:
    """Publish an England's editions and recount them; how many figures differ."""
    shutil.rmtree(folder, ignore_errors=True)
    returns = folder / "returns"
    write_returns(england, returns, scale)
    las = _leave_out_those_with_nobody(returns / england.returns, england.years)
    project = copy_project(folder / "project", las)
    publish(project, returns, folder / "out", [(england.release, edition) for edition in england.editions])
    counts, wrong = Counts(england.count(returns, list(england.years))), 0
    for edition in england.editions:
        areas = read_areas(
            project / "data/reference", returns, edition=edition, release=england.release, return_name=england.returns
        )
        place = folder / "out" / england.release / str(edition) / "publish"
        recount = Recount(counts, areas, edition, {}, suppressed=())
        found = compare(england, recount, place, project / "data/reference")
        wrong += len(found.differences)
        agreed, estimated = sum(found.agreed.values()), sum(found.estimated.values())
        say(f"{england.release} {edition}: {agreed:,} figures agree, {estimated:,} rest on estimates.")
        if report := found.report():
            say(report)
    return wrong


def recounted_quarterly(folder: Path, scale: float, say: Callable[[str], None]) -> int:
    """The same of the last quarter of adoption data; nobody is left out, since a sender may say that it has nobody."""
    shutil.rmtree(folder, ignore_errors=True)
    returns, edition = folder / "returns", f"{QUARTERLY_YEAR}-q4"
    synthesise_adoption_quarterly([QUARTERLY_YEAR], returns, scale=scale)
    publish(PROJECT_ROOT, returns, folder / "out", [(QUARTERLY, edition)])
    counted = adoption_quarterly.quarterly(returns, REFERENCE, QUARTERLY_YEAR)
    recount = Recount(NO_COUNTS, Areas(), QUARTERLY_YEAR, {}, suppressed=())
    found = adoption_quarterly.compare(recount, folder / "out" / QUARTERLY / edition / "publish", counted)
    say(f"{QUARTERLY} {edition}: {sum(found.agreed.values()):,} figures agree.")
    if report := found.report():
        say(report)
    return len(found.differences)


def main(arguments: Sequence[str] | None = None) -> int:
    """Recount every edition, say what was found, and fail when a figure differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.recount.printed", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="share of England's size")
    parser.add_argument("--only", nargs="+", help="releases or Englands to recount; all of them where not given")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "data/recount", help="folder that is made anew")
    chosen = parser.parse_args(arguments)
    wrong = 0
    for name, one in OF_THEIR_OWN.items():
        if not chosen.only or {name, one.RELEASE} & set(chosen.only):
            began = time.monotonic()
            wrong += one.recounted(chosen.out / name, chosen.scale, _say)
            _say(f"{name}: {time.monotonic() - began:.0f} s")
    for england in ENGLANDS:
        if chosen.only and not {england.name, england.release} & set(chosen.only):
            continue
        began = time.monotonic()
        wrong += recounted(england, chosen.out / england.name, chosen.scale, _say)
        _say(f"{england.name}: {time.monotonic() - began:.0f} s")
    if not chosen.only or QUARTERLY in chosen.only:
        wrong += recounted_quarterly(chosen.out / QUARTERLY, chosen.scale, _say)
    return 1 if wrong else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
