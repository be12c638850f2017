"""An England of a few authorities that all sent their returns, so that nothing in it is estimated.

A copy of the project whose reference files know these authorities only publishes releases in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas

from pipeline.foundation.stages import PROJECT_ROOT
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from tests.recount.children_looked_after import recount
from tests.recount.children_looked_after.awkward import AwkwardLives, Era
from tests.recount.children_looked_after.awkward_returns import write_awkward_returns
from tests.recount.children_looked_after.places import read_gazetteer
from tests.recount.children_looked_after.reading import postcodes_sent
from tests.runs import copied_project


def copy_project(root: Path, las: Collection[str]) -> Path:
    """A copy of the project in which England is these authorities."""
    copied_project.copy_project(root)
    path = root / "data/reference/local_authorities_by_year.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([heading, *(row for row in rows if row.split(",")[1] in las)]), encoding="utf-8")
    return root


def publish(root: Path, returns: Path, out: Path, releases: Iterable[tuple[str, int | str]]) -> None:
    """Publish releases with the copy, suppressing nothing: each of a year, or of ``2023-q4``."""
    wanted = [f"{name}={year}" for name, year in releases]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{PROJECT_ROOT}"}
    command = [sys.executable, "-m", "tests.recount.printed.unprotected", str(out), str(returns), *wanted]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def write_awkward_england(returns: Path, era: Era, areas: dict[str, str], children: int, seed: int = 1) -> None:
    """Returns of awkward lives in each authority; ``areas`` gives the authority of today that holds its places."""
    with Warehouse() as warehouse:
        load_reference(warehouse)
        postcodes = {la_code: _postcodes(warehouse, today) for la_code, today in areas.items()}
    makes = AwkwardLives(seed, era, postcodes)
    write_awkward_returns(returns, [life for number in range(children) for life in makes.lives(number)], era)


def came_of(returns: Path, la_code: str, before: str, first_year: int) -> None:
    """Give an authority's returns of the years before it was in being to the authority that it came from."""
    for folder in (returns / "ssda903").glob(f"*/{la_code}"):
        if int(folder.parent.name) < first_year:
            folder.rename(folder.parent / before)


def counted(returns: Path, years: Iterable[int]) -> pandas.DataFrame:
    """The recount's own cells of these returns."""
    with Warehouse() as warehouse:
        load_reference(warehouse)
        warehouse.connection.execute("SELECT 1").fetchall()
        return recount(returns, years, read_gazetteer(warehouse.connection, postcodes_sent(returns)))


def _postcodes(warehouse: Warehouse, la_code: str) -> list[str]:
    found = warehouse.connection.execute(
        "SELECT postcode FROM reference.postcodes JOIN reference.district_local_authorities USING (lad_code) "
        "WHERE la_code = ? ORDER BY postcode LIMIT 8",
        [la_code],
    ).fetchall()
    return [postcode for (postcode,) in found]
