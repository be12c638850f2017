"""Every stage of a full-scale release beside the raw floor, peak memory, and disclosure control's measures."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

from bench.disclosure import main as measure_disclosure
from bench.disclosure import of_rows
from pipeline.analyse.areas import Areas, read_areas
from pipeline.foundation.numbers import Reason
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.at_stake import read_at_stake
from pipeline.protect.edition.protection import Protection
from pipeline.protect.edition.suppressed_figures import REASONS
from pipeline.runs.release import STEPS, edition_of, protect, publish, published_years
from pipeline.runs.run import ReleaseRun, open_run

RETURNS = Path("data/england")
YEAR = 2024
READ_AGAIN = "Reading again, nothing changed"
Answer = TypeVar("Answer")


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Seconds that ``work`` takes, and what it returns."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def floor(returns: Path) -> float:
    """Seconds to read the same bytes and nothing else: one statement per kind of file, columns known, no sniffing."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    names = sorted({path.name for path in returns.glob("*/*/*.csv")})

    def read_all() -> None:
        for name in names:
            paths = [str(path) for path in sorted(returns.glob(f"*/*/{name}"))]
            header = Path(paths[0]).read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
            columns = ", ".join(f"'{column}': 'VARCHAR'" for column in header)
            connection.execute(
                f"SELECT count(*) FROM read_csv(?, columns = {{{columns}}}, header = true, auto_detect = false, "
                "delim = ',', quote = '\"', new_line = '\\n')",
                [paths],
            ).fetchone()

    seconds, _ = timed(read_all)
    return seconds


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
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix="first-release-bench-"))
    try:
        run = ReleaseRun("children-looked-after", YEAR, "", RETURNS, folder)
        raw = floor(RETURNS / "ssda903")
        rows: list[tuple[str, float]] = [("raw floor: read the same bytes", raw)]
        with open_run(run) as warehouse:
            for step in STEPS:
                rows.append((f"{step.words}, with checks", timed(partial(step.take, run, warehouse))[0]))
                if step is STEPS[0]:
                    rows.append((READ_AGAIN, timed(partial(step.do, run, warehouse))[0]))
            seconds, protection = timed(lambda: protect(run, warehouse))
            rows.append(("suppress and audit all data sets and years jointly", seconds))
            beside = _beside_row_rule(run, warehouse, protection, seconds)
            suppressed = _suppressed(protection, read_areas(warehouse, published_years(run, warehouse)))
            rows.append(("publish and screen", timed(lambda: publish(run, warehouse, protection))[0]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    total = sum(seconds for name, seconds in rows if not name.startswith(("raw", READ_AGAIN)))
    rows.append(("whole release", total))
    table = Table("Work", "Seconds", "Times the floor", title=f"Children looked after {YEAR}, three years of England")
    for name, seconds in rows:
        table.add_row(name, f"{seconds:.1f}", f"{seconds / raw:.1f}")
    console.print(table)
    console.print(beside)
    console.print(suppressed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    console.print(f"Peak memory: at most {peak / 1024:,.0f} MB (this process and its largest child)")
    measure_disclosure()


if __name__ == "__main__":
    if not (RETURNS / "ssda903").is_dir():
        sys.exit("data/england is not there; run `make bench`, which makes it.")
    main()
