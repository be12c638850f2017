"""Every figure of the workforce release's data files, worked out again from the documents and compared as printed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.design.files.contents_file import load_contents
from pipeline.foundation.stages import TEMPLATES
from tests.recount.workforce.definitions import (
    Return,
    characteristics,
    indicators,
    is_in,
    one_decimal,
    people,
    read_return,
)
from tests.recount.workforce.definitions import fte as fte_of
from tests.runs.workforce_release import publish_small_england, row_of, rows_of

YEARS = (2019, 2023, 2024)
# Small and large, joint, of both parts of London and another region; 301's return of 2024 is the sample with its edges.
LAS = ("201", "301", "314", "420", "816", "839")
PREFIXES = {"inpost": "in_post", "starters": "starters", "leavers": "leavers"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workforce")


@pytest.fixture(scope="module")
def release(folder: Path) -> Path:
    return publish_small_england(folder, YEARS, LAS)


@pytest.fixture(scope="module")
def returns(folder: Path, release: Path) -> dict[tuple[int, str], Return]:
    assert release
    return {
        (year, code): read_return(folder / "returns/workforce" / str(year) / code / "csww.xml", year)
        for year in YEARS
        for code in LAS
    }


def members(row: dict[str, str], returns: dict[tuple[int, str], Return], release: Path) -> list[Return]:
    """The returns that a row is of."""
    year = int(row["time_period"])
    if row.get("old_la_code"):
        return [returns[year, row["old_la_code"].partition(" / ")[0]]]
    regions = region_of(release)
    wanted = row.get("region_code") or ""
    return [
        one
        for (of, code), one in returns.items()
        if of == year and (not wanted or wanted == regions[code] or (wanted == "E12000007" and "E13" in regions[code]))
    ]


def region_of(release: Path) -> dict[str, str]:
    rows = [row for row in rows_of(release) if row["old_la_code"]]
    return {row["old_la_code"].partition(" / ")[0]: row["region_code"] for row in rows}


def test_the_indicators(release: Path, returns: dict[tuple[int, str], Return]) -> None:
    compared = 0
    for row in rows_of(release):
        expected = indicators(members(row, returns, release), int(row["time_period"]), bool(row["old_la_code"]))
        assert {name: row[name] for name in expected} == expected, (row["time_period"], row["la_name"])
        compared += len(expected)
    assert compared == len(YEARS) * (1 + 5 + len(LAS)) * 22


@pytest.mark.parametrize("data_set", ["characteristics_2017", "role_by_characteristics_inpost_2019"])
def test_the_characteristics(release: Path, returns: dict[tuple[int, str], Return], data_set: str) -> None:
    seen: Counter[str] = Counter()
    for row in rows_of(release, f"csww_{data_set}_to_{{year}}"):
        sent = members(row, returns, release)
        for prefix, who in PREFIXES.items():
            if f"{prefix}_FTE" not in row:
                continue
            printed = tuple(
                row[f"{prefix}_{column}"] for column in ("FTE", "FTE_percentage", "headcount", "headcount_percentage")
            )
            expected = characteristics(sent, who, row["breakdown_topic"], row["breakdown"], row.get("role", "Total"))
            assert printed == expected, {name: row[name] for name in list(row)[:13]}
            seen.update(printed)
    assert seen["x"] + seen["z"] > 0 and seen["100"] > 0


def test_the_crossed_characteristics(release: Path, returns: dict[tuple[int, str], Return]) -> None:
    for row in rows_of(release, "csww_cross_characteristics_inpost_2017_to_{year}"):
        sent = members(row, returns, release)

        def are_in(posts: list, row: dict[str, str] = row) -> list:  # type: ignore[type-arg]
            topics = (("Sex", row["sex"]), ("Age group", row["age_group"]), ("Ethnicity major", row["ethnicity_major"]))
            return [one for one in posts if all(is_in(one, topic, label) for topic, label in topics)]

        expected = (
            sum(fte_of(are_in(one.in_post)) for one in sent),
            sum(len(are_in(people(one.in_post))) for one in sent),
        )
        printed = row["inpost_fte"], row["inpost_headcount"]
        assert printed == (one_decimal(expected[0]) if expected[0] else "0", str(expected[1])), row


def test_the_workbooks_print_the_figures_of_the_data_files(release: Path) -> None:
    """Every cell of the tables is a figure of a data file too, with the same number or marker."""
    contents = load_contents(TEMPLATES / "social-work-workforce" / "tables.yaml")
    area = {"W1": "England", "LAW1": ""}
    for book, tables in contents.books_in(2024):
        workbook = load_workbook(release / "publish/tables" / book.file_name_of(2024))
        for table in tables:
            sheet = workbook[table.number]
            rows = list(sheet.iter_rows(values_only=True))
            compared = 0
            for row in rows:
                if table.number == "LAW1" and row[0] and re.fullmatch(r"\d{3}( / \d{3})?", str(row[0])):
                    ours = row_of(release, 2024, str(row[0])[:3])
                    printed = [ours[column] for column in list(ours)[10:]]
                    assert [as_text(value) for value in row[4:]] == printed, row[3]
                    compared += 1
            assert compared == (len(LAS) if not area[table.number] else 0)
        if {table.number for table in tables} == {"W1"}:
            columns = [[as_text(row[at]) for row in rows[-22:]] for at in range(1, 1 + len(YEARS))]
            for year, column in zip(YEARS, columns, strict=True):
                england = row_of(release, year, "England")
                assert column == [england[name] for name in list(england)[10:]], year


def as_text(value: object) -> str:
    """A workbook's cell as a data file writes it."""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value).strip("[]")
