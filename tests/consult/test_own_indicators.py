"""``sfr check``: the same indicators from one authority's files, before they are sent, under a dummy code too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.consult.bundle.reading import Bundle
from pipeline.design.indicators import defined, load_definitions
from pipeline.foundation.stages import UnreadableInput, UsageError
from tests.consult.built_preview import Made
from tests.consult.conftest import KEYRING


def check(folder: Path, *more: str, la: str = "857", return_name: str = "ssda903") -> Result:
    return CliRunner().invoke(app, ["check", str(folder), "--return", return_name, "--year", "2024", "--la", la, *more])


def folders(made: Made, code: str = "857") -> list[Path]:
    return [made.returns / "ssda903" / str(year) / code for year in (2024, 2023, 2022)]


def of_preview(made: Made) -> dict[tuple[str, str, int], tuple[int | None, int | None, str]]:
    image = Bundle(made.bundle, KEYRING).image_of("857")
    assert image is not None
    return {
        (one.indicator, one.period, one.year): (one.numerator, one.denominator, one.value) for one in image.figures()
    }


def test_one_command_gives_findings_and_then_the_indicators_of_the_preview(made: Made) -> None:
    this, *earlier = folders(made)
    result = check(this, *(part for folder in earlier for part in ("--earlier", str(folder))))
    findings, _, indicators = result.output.partition("Indicators of the performance tables")
    assert "records can be counted" in findings
    for one in load_definitions():
        assert (one.title in indicators) == (one in defined())
    placements = indicators.partition("Placements 1")[2].partition("Placements 2")[0]
    preview = of_preview(made)
    for period, year, said in (("single", 2024, "2024"), ("single", 2022, "2022"), ("three_year", 2024, "three years")):
        numerator, denominator, value = preview["placements_1", period, year]
        line = next(line for line in placements.splitlines() if line.strip().startswith(said))
        assert line.endswith(f": {value}% ({numerator:,} / {denominator:,})")
    assert "from a results file, not from this return" in indicators


def test_under_a_dummy_code_and_without_earlier_returns_there_are_single_years(made: Made, tmp_path: Path) -> None:
    this = shutil.copytree(folders(made)[0], tmp_path / "to-be-sent")
    printed = json.loads(check(this, "--json", la="X01").stdout)["indicators"]
    figures = {one["indicator"]: one for one in printed}
    assert {(one["period"], one["year"]) for one in printed} == {("single", 2024)}
    assert figures["placements_2"]["why_not"] == "needs the return of 2022 and 2023 too"
    preview = of_preview(made)
    # Inside or outside the authority cannot be told of one that is nowhere.
    for code in ("placements_1", "placements_4", "adoption_1", "leaving_care_2"):
        one = figures[code]
        assert (one["numerator"], one["denominator"], one["value"]) == preview[code, "single", 2024]
    children = {line.split(",")[0] for line in (this / "header.csv").read_text().splitlines()[1:]}
    text = json.dumps(printed)
    assert not [child for child in children if f'"{child}"' in text]


def test_a_single_file_has_findings_and_no_indicators(made: Made) -> None:
    result = check(folders(made)[0] / "episodes.csv")
    assert "records can be counted" in result.output
    assert "Indicators" not in result.output


def test_earlier_returns_that_are_not_there_or_cannot_be_used_are_refused(made: Made, tmp_path: Path) -> None:
    this = folders(made)[0]
    for arguments, kind, said in (
        ((this, "--earlier", str(tmp_path / "none")), UnreadableInput, "no such folder"),
        ((this / "episodes.csv", "--earlier", str(this)), UsageError, "leave it out"),
    ):
        error = check(*arguments).exception
        assert isinstance(error, kind)
        assert said in str(error)
