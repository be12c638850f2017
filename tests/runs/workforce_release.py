"""Publishing the workforce release from a folder of returns, and reading a row of its indicators."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun


def publish(returns: Path, out: Path, year: int) -> Path:
    """Publish the release of a year, from however few returns; returns its folder."""
    run = ReleaseRun("social-work-workforce", year, "", returns, out, accept_coverage=True, all_earlier=True)
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
