"""Folders of a quarterly return of agencies: whose they are, what is odd among them, and which quarters there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.collect import folders, history_years, manifest
from pipeline.collect.folders import file_number, list_units
from pipeline.collect.history_years import years_in, years_used
from pipeline.collect.manifest import ManifestError, read_manifest
from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.stages import UnreadableInput, UsageError


@pytest.fixture
def quarterly(monkeypatch: pytest.MonkeyPatch) -> Specification:
    """SSDA903 as if agencies sent it every quarter."""
    yearly = load_specification("ssda903")
    one = replace(yearly, content={**yearly.content, "period": "quarter", "supplied_by": "agency"})
    for module in (folders, history_years, manifest):
        monkeypatch.setattr(module, "load_specification", lambda _: one)
    return one


def test_whose_folders_they_are(tmp_path: Path, quarterly: Specification) -> None:
    quarter = tmp_path / "ssda903" / "2022-23" / "Q4"
    for name in ("RAA12", "213B", "301", "raa12", "XAA1", "2022-23"):
        (quarter / name).mkdir(parents=True)
    (quarter / "VAA15").symlink_to(quarter / "RAA12")
    units, odd = list_units(tmp_path, "ssda903", 20234, None)
    assert [unit.la_code for unit in units] == ["213B", "301", "RAA12"]
    assert units[0].shown_as == "ssda903/2022-23/Q4/213B"
    assert {name.rpartition("/")[2] for name in odd} == {"2022-23", "VAA15", "XAA1", "raa12"}
    assert list_units(tmp_path, "ssda903", 20233, None) == ([], [])


def test_a_quarter_that_is_a_link_is_refused_in_words(tmp_path: Path, quarterly: Specification) -> None:
    (tmp_path / "elsewhere" / "RAA12").mkdir(parents=True)
    (tmp_path / "ssda903" / "2022-23").mkdir(parents=True)
    (tmp_path / "ssda903" / "2022-23" / "Q4").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnreadableInput, match="Q4 is a link"):
        list_units(tmp_path, "ssda903", 20234, None)
    with pytest.raises(UnreadableInput, match="Q4 is a link"):
        years_in(tmp_path, "ssda903")


def test_which_quarters_there_are(tmp_path: Path, quarterly: Specification) -> None:
    for name in ("2021-22/Q4", "2022-23/Q1", "2022-23/Q3", "2022-23/Q5", "2022-24/Q1", "2024", "2012-13/Q1"):
        (tmp_path / "ssda903" / name).mkdir(parents=True)
    found = years_in(tmp_path, "ssda903")
    assert found == {20224, 20231, 20233, 20131}
    # The layout of 2012-13 is not known; what comes after the quarter that is published is not read.
    assert years_used("ssda903", found, 2013, 20231) == ([20224, 20231], [20131])


def test_what_is_specified(quarterly: Specification) -> None:
    assert quarterly.covers(20234) and not quarterly.covers(2023)
    assert quarterly.for_year(20234).in_words == "2022-23 Q4"
    with pytest.raises(UsageError, match="quarter 2023 is not specified"):
        quarterly.for_year(2023)
    assert load_specification("ssda903").covers(2023) and not load_specification("ssda903").covers(20234)


def test_numbers_of_files_of_quarters_are_their_own(quarterly: Specification) -> None:
    numbers = {file_number("ssda903", 10 * year + at, code, 1) for year in (2023, 2024) for at in (1, 2, 3, 4)
               for code in ("RAA1", "RAA12", "VAA12", "213B")}  # fmt: skip
    assert len(numbers) == 32 and max(numbers) < 2**63


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("ssda903,2022-23 Q4,RAA12,OC2", ""),
        ("ssda903,2023,RAA12,OC2", "column year: give the quarter"),
        ("ssda903,2022-23 Q4,RA12,OC2", "column la_code: give the code of the agency"),
    ],
)
def test_what_the_manifest_says_of_a_quarter(tmp_path: Path, quarterly: Specification, line: str, refused: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"return,year,la_code,items_not_supplied\n{line}\n", encoding="utf-8")
    if not refused:
        (entry,) = read_manifest(tmp_path)
        assert (entry.collection_year, entry.la_code, entry.items_not_supplied) == (20234, "RAA12", ("OC2",))
        return
    with pytest.raises(ManifestError, match=refused):
        read_manifest(tmp_path)


@pytest.mark.parametrize(("year", "code"), [("2022-23 Q4", "201"), ("2023", "20123"), ("2023", "RAA12")])
def test_a_yearly_return_of_authorities_has_neither_quarters_nor_agencies(tmp_path: Path, year: str, code: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"return,year,la_code\nssda903,{year},{code}\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"column (year|la_code)"):
        read_manifest(tmp_path)


def test_a_year_ends_where_the_specification_says() -> None:
    yearly = load_specification("ssda903")
    workforce = replace(yearly, content={**yearly.content, "year_ends": [9, 30]})
    assert yearly.span(2024) == (date(2023, 4, 1), date(2024, 3, 31))
    assert workforce.span(2024) == (date(2023, 10, 1), date(2024, 9, 30))
    assert workforce.for_year(2024).year_ended_on == date(2024, 9, 30)
