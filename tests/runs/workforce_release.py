"""Publishing the workforce release from a folder of returns, and reading a row of its indicators."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.workforce.returns import synthesise_workforce
from tests.collect.workforce_documents import workers_of, write_return
from tests.runs.country import all_of_england
from tests.runs.figures_alone import figures_alone


def publish(returns: Path, out: Path, year: int, *, with_pages: bool = False, with_workbooks: bool = True) -> Path:
    """Publish the release of a year, from however few returns; returns its folder."""
    run = ReleaseRun("social-work-workforce", year, "", returns, out, accept_coverage=True, all_earlier=True)
    with nullcontext() if with_pages else figures_alone(with_workbooks=with_workbooks):
        publish_release(run, report=lambda _: None)
    return run.folder


def rows_of(release: Path, data_set: str = "csww_indicators_2017_to_{year}") -> list[dict[str, str]]:
    """The rows of a data set of a release."""
    path = release / "publish/data" / f"{data_set.format(year=release.name)}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(release: Path, year: int, area: str) -> dict[str, str]:
    """The row of indicators of a year and an area: an authority or region by its code, or England."""
    return next(
        row
        for row in rows_of(release)
        if row["time_period"] == str(year)
        and area in (row["old_la_code"] or row["region_code"] or "England").split(" / ")
    )


def publish_small_england(folder: Path, years: Sequence[int], las: Sequence[str]) -> Path:
    """Publish the release of 2024 of an England of these authorities: synthetic, but for the sample as 301 of 2024."""
    synthesise_workforce(years, folder / "returns", las=las, scale=0.4)
    (folder / "returns/workforce/2024/301/csww.xml").unlink()
    (folder / "returns/workforce/2024/301").rmdir()
    write_return(folder / "returns", workers_of("301_2024_workers.csv"), "301", 2024)
    with all_of_england({*las, "318"}):
        return publish(folder / "returns", folder / "out", 2024)
