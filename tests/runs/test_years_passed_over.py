"""Years of returns that are in the folder and whose layout is not known: passed over as history, which is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runs.run import ReleaseRun


def run_of(folder: Path, edition: int, *years: int) -> ReleaseRun:
    for year in years:
        (folder / "returns" / "ssda903" / str(year)).mkdir(parents=True)
    return ReleaseRun("children-looked-after", edition, "", folder / "returns", folder / "out")


def test_history_before_2014_does_not_stop_the_release_of_2014(tmp_path: Path) -> None:
    """It used to end with: collection year 2012 is not specified."""
    run = run_of(tmp_path, 2014, 2012, 2013, 2014)
    assert run.years_by_return()["ssda903"] == [2014]
    assert run.passed_over() == [
        "ssda903: the returns of 2012, 2013 were passed over, since their layout is not known. What looks back on them "
        "is not available."
    ]


@pytest.mark.parametrize(("edition", "years"), [(2016, [2014, 2015, 2016]), (2020, [2014, 2015, 2016, 2020])])
def test_years_that_are_read_or_not_asked_for_are_no_remark(tmp_path: Path, edition: int, years: list[int]) -> None:
    run = run_of(tmp_path, edition, *years)
    assert run.years_by_return()["ssda903"] == years
    assert run.passed_over() == []


def test_years_older_than_any_that_the_release_looks_back_on_are_no_remark(tmp_path: Path) -> None:
    """Seven years are read: 2018 to 2024."""
    run = run_of(tmp_path, 2024, 2012, 2017, 2018, 2024)
    assert run.years_by_return()["ssda903"] == [2018, 2024]
    assert run.passed_over() == []


def test_a_folder_named_with_other_digits_is_no_year(tmp_path: Path) -> None:
    """A superscript two is a digit to some, and no number to anybody."""
    run = run_of(tmp_path, 2024, 2024)
    (tmp_path / "returns" / "ssda903" / "\N{SUPERSCRIPT TWO}").mkdir()
    assert run.years_by_return()["ssda903"] == [2024]
