"""The part of a release that is asked for: refused in a sentence where the edition does not leave in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.runs.run import ReleaseRun
from pipeline.runs.unchanged import publish_unless_unchanged


@pytest.mark.parametrize(
    ("release", "year", "part"),
    [
        ("children-looked-after", 2018, "december"),
        ("children-in-need", 2014, "december"),
        ("stability", 2024, "september"),
    ],
)
def test_a_part_that_an_edition_does_not_have_is_refused_before_anything_is_read(
    release: str, year: int, part: str, tmp_path: Path
) -> None:
    """Additional tables in December ended with the edition of 2017; others never left in parts."""
    run = ReleaseRun(release, year, part, tmp_path / "no returns", tmp_path / "out")
    with pytest.raises(UsageError, match=f"{release} {year} has no table in it.*Leave --part out"):
        run.require_part()
    with pytest.raises(UsageError, match="has no table in it"):
        publish_unless_unchanged(run, report=lambda _: None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("year", "part"), [(2017, "december"), (2017, "september"), (2024, "september"), (2024, "")])
def test_a_part_that_an_edition_has_is_not_refused(year: int, part: str, tmp_path: Path) -> None:
    ReleaseRun("children-looked-after", year, part, tmp_path, tmp_path).require_part()
