"""Every stage of a full-scale release beside the raw floor, peak memory, and disclosure control's measures."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

from bench.disclosure import main as measure_disclosure
from pipeline.publication.areas import Areas, read_areas
from pipeline.publication.protection import Protection
from pipeline.release import (
    ReleaseRun,
    check_stage,
    count,
    gross,
    open_run,
    protect,
    publish,
    published_years,
    read,
)
from pipeline.stages import Stage

RETURNS = Path("data/england")
YEAR = 2024
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


def _suppressed(protection: Protection, areas: Areas) -> Table:
    """How many figures are suppressed, by statistic, level and reason."""
    found = Counter((one.statistic, areas.levels[one.area_code], why) for one, why in protection.hidden.items())
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
            rows.append(("read returns with provenance, types and rules", timed(lambda: read(run, warehouse))[0]))
            rows.append(("read again, nothing changed", timed(lambda: read(run, warehouse))[0]))
            for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
                seconds, _ = timed(lambda stage=stage: (count(run, warehouse, stage), check_stage(warehouse, stage)))
                rows.append((f"models: {stage.value}, with checks", seconds))
            rows.append(("gross and roll up", timed(lambda: gross(run, warehouse))[0]))
            seconds, protection = timed(lambda: protect(run, warehouse))
            rows.append(("suppress and audit all data sets and years jointly", seconds))
            suppressed = _suppressed(protection, read_areas(warehouse, published_years(run, warehouse)))
            rows.append(("publish and screen", timed(lambda: publish(run, warehouse, protection))[0]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    total = sum(seconds for name, seconds in rows if not name.startswith(("raw", "read again")))
    rows.append(("whole release", total))
    table = Table("Work", "Seconds", "Times the floor", title=f"Children looked after {YEAR}, three years of England")
    for name, seconds in rows:
        table.add_row(name, f"{seconds:.1f}", f"{seconds / raw:.1f}")
    console.print(table)
    console.print(suppressed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    console.print(f"Peak memory: at most {peak / 1024:,.0f} MB (this process and its largest child)")
    measure_disclosure()


if __name__ == "__main__":
    if not (RETURNS / "ssda903").is_dir():
        sys.exit("data/england is not there; run `make bench`, which makes it.")
    main()
