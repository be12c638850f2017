"""A preview built from the returns of three invented authorities, with the performance tables it is a preview of."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from tests.runs.country import all_of_england
from tests.runs.figures_alone import publish_figures

CODES = ("201", "202", "857")


@dataclass(frozen=True)
class Made:
    """Returns of three authorities, their performance tables, those tables as if of last year, and the preview."""

    returns: Path
    this_year: Path
    last_year: Path
    bundle: Path


def make_preview(folder: Path) -> Made:
    synthesise((2022, 2023, 2024), folder / "returns", seed=11, las=CODES, processes=1)
    run = ReleaseRun("performance-tables", 2024, "", folder / "returns", folder / "releases", accept_coverage=True)
    with all_of_england():
        this_year = publish_figures(run, with_workbooks=False).folder
    # The tables of 2024 hold the figures of 2023 too: under that year they stand for those published then.
    last_year = shutil.copytree(this_year, folder / "releases" / "performance-tables" / "2023")
    manifest = last_year / "publish" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "year": 2023}))
    with all_of_england():
        result = build(folder / "returns", folder / "previews" / "first", "--published", str(last_year))
    assert result.exit_code == 0, result.output
    return Made(folder / "returns", this_year, last_year, folder / "previews" / "first")


def build(returns: Path, out: Path, *more: str, key: bool = True, year: int = 2024) -> Result:
    secret = base64.urlsafe_b64encode(b"k" * 32).decode() if key else None
    return CliRunner(env={"SFR_PREVIEW_KEY": secret}).invoke(
        app, ["preview", "build", "--year", str(year), "--returns", str(returns), "--out", str(out), *more]
    )
