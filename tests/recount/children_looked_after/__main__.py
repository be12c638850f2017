"""Compares models and recount over a synthetic England of any size.

Run ``python -m tests.recount.children_looked_after --scale 0.1 --years 2022 2023 2024``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pandas

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.synthetic import synthesise
from pipeline.synthetic.few_figures.staying_put import synthesise_staying_put

from .comparison import counted_twice, differences
from .staying_put import YEARS as STAYING_PUT_YEARS


def england_counted_twice(
    warehouse: Warehouse, folder: Path, years: Sequence[int], scale: float, processes: int = 2
) -> pandas.DataFrame:
    """Every cell of a synthetic England, whose returns are written to a folder, by the models and by the recount."""
    synthesise(years, folder, scale=scale, processes=processes)
    spreadsheets = [year for year in years if year in STAYING_PUT_YEARS]
    if spreadsheets:
        synthesise_staying_put(spreadsheets, folder, scale=scale)
    load_reference(warehouse)
    return counted_twice(warehouse, folder, years)


def main() -> int:
    """Compare, say what was found, and fail when the two differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.recount.children_looked_after", description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[2022, 2023, 2024])
    parser.add_argument("--scale", type=float, default=0.1)
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Warehouse() as warehouse:
        counts = england_counted_twice(warehouse, Path(folder), chosen.years, chosen.scale)
    wrong = differences(counts)
    seconds = time.monotonic() - began
    sys.stdout.write(
        wrong or f"{len(counts):,} cells of {counts['measure'].nunique()} measures agree, in {seconds:.0f} s.\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
