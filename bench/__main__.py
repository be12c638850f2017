"""The work of full-scale releases beside the raw floor, what a change costs, and disclosure control's measures."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.disclosure import main as measure_disclosure
from bench.disclosure import of_rows
from bench.speed import YEAR, measure, measure_changes
from bench.watched import now
from pipeline.analyse.areas import Areas, read_areas
from pipeline.foundation.numbers import Reason
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.at_stake import read_at_stake
from pipeline.protect.edition.protection import Protection
from pipeline.protect.edition.suppressed_figures import REASONS
from pipeline.runs.release import edition_of, prepare, protect, published_years
from pipeline.runs.run import ReleaseRun, open_run

RETURNS = Path("data/england")


def _beside_row_rule(run: ReleaseRun, warehouse: Warehouse, protection: Protection, seconds: float) -> Table:
    """What this release suppresses of authorities, regions and England, beside the department's rule of rows.

    A second number is suppressed for another one's sake; each is counted once, however many files show it.
    """
    edition = edition_of(run, warehouse)
    areas, stake = edition.areas, read_at_stake(warehouse, edition)
    fewest, by_row_rule = of_rows(stake.own_cells, stake.own_relations, protection.policy)
    counts = {(*one.place, one.key): why for one, why in protection.suppressed.items() if one.statistic == "count"}
    second = [key for key, why in counts.items() if why == REASONS[Reason.SECONDARY]]
    levels = Counter(areas.levels[area_code] for _, _, area_code, _ in second)
    headlines = sum((measure, key) in stake.headlines for measure, _, _, key in second)
    beside_shown = 0
    for one in protection.suppressed:
        measure, key = one.whole
        behind = {(*one.place, one.key), (measure, one.year, one.area_code, key)}
        beside_shown += one.statistic != "count" and not behind & counts.keys()
    table = Table("What", "Here", "Department's row rule", "Fewest that rows ask for", title="What is suppressed")
    table.add_row("second numbers of authorities", f"{levels['local_authority']:,}", f"{by_row_rule:,}", f"{fewest:,}")
    table.add_row("second numbers of regions", f"{levels['regional']:,}", "", "")
    table.add_row("second numbers of England", f"{levels['national']:,}", "", "")
    table.add_row("headline totals for another number's sake", f"{headlines:,}", "", "")
    table.add_row("percentages, rates and averages of shown counts", f"{beside_shown:,}", "", "")
    table.add_row("seconds to suppress and audit", f"{seconds:.0f}", "", "")
    return table


def _suppressed(protection: Protection, areas: Areas) -> Table:
    """How many figures are suppressed, by statistic, level and reason."""
    found = Counter((one.statistic, areas.levels[one.area_code], why) for one, why in protection.suppressed.items())
    table = Table("Statistic", "Level", "Reason", "Suppressed", title="What protection costs")
    for (statistic, level, why), number in sorted(found.items()):
        table.add_row(statistic, level, why, f"{number:,}")
    return table


def main() -> None:
    """Print the tables."""
    console = Console(width=140)
    measure(console, RETURNS)
    measure_changes(console, RETURNS)
    folder = Path(tempfile.mkdtemp(prefix="first-release-bench-"))
    try:
        run = ReleaseRun("children-looked-after", YEAR, "", RETURNS, folder)
        with open_run(run) as warehouse:
            prepare(run, warehouse, report=lambda _: None)
            before = now()
            protection = protect(run, warehouse)
            console.print(_beside_row_rule(run, warehouse, protection, (now() - before).seconds))
            console.print(_suppressed(protection, read_areas(warehouse, published_years(run, warehouse))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    measure_disclosure()


if __name__ == "__main__":
    if not (RETURNS / "ssda903").is_dir():
        sys.exit("data/england is not there; run `make bench`, which makes it.")
    main()
