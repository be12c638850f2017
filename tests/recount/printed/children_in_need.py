"""The releases of children in need: data files with a column for every figure, and the tables of two workbooks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas

from tests.recount.children_in_need import recount

from .areas import ENGLAND
from .comparison import Difference, Recount, Result
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Count, Figure, Form, Population, Share, Text
from .need_meanings import ON_31_MARCH, Asked, figure_of
from .need_words import AGE, COUNT, ETHNICITY, PERCENTAGE, RATE, SEX, phrase
from .published import GEOGRAPHY, PublishedRow
from .words import Lexicon
from .workbooks import TableCell

LABELS = ("category", "category_type", "characteristic", "characteristic_type", "age_group")
KINDS = {"C2a": "initial", "C2b": "core", "C2c": "single", "C3a": "initial", "C3b": "single"}
KINDS_IN_WORDS = {"initial assessments": "initial", "core assessments": "core", "continuous assessments": "single"}
WHOM: Mapping[str, tuple[str, Lexicon]] = {
    "gender": ("sex", SEX),
    "age": ("age_group_with_unborn", AGE),
    "ethnicity": ("ethnicity_chinese_in_other", ETHNICITY),
}
ALL = {"total", "all", "all children in need"}
LAST_ACTUAL_NUMBERS = 2017
TO_2017 = {NOT_APPLICABLE: ".", NOT_AVAILABLE: "..", "negligible": "-"}
BRACKETED = {NOT_APPLICABLE: "[z]", NOT_AVAILABLE: "[x]", "negligible": "[k]"}
SKIPPED = ("Number", "Working days", "Conferences by working days")


def counted_need(returns: Path, years: list[int]) -> pandas.DataFrame:
    """The recount's own cells of the censuses, in the columns that all recounts of printed figures read."""
    return recount(returns, years).assign(breakdown_3="", category_3="")


def forms(edition: int, *, in_tables: bool = False) -> dict[str, Form]:
    """Percentages and rates to a decimal; actual numbers until 2017, then England and regions to the nearest 10."""
    above = Form(10, decimals=1, rate_decimals=1)
    if edition <= LAST_ACTUAL_NUMBERS:
        above = replace(above, round_to=1, symbols=TO_2017)
    elif in_tables:
        above = replace(above, symbols=BRACKETED)
    return {"National": above, "Regional": above, "Local authority": replace(above, round_to=1)}


def compare(recount: Recount, publish: Path) -> Result:
    """Compare every data file and both workbooks of a release."""
    result = Result()
    for path in sorted((publish / "data").glob("*.csv")):
        if not path.name.endswith(".meta.csv"):
            result.add(compare_data_set(recount, path))
    tables = replace(recount, forms=forms(recount.edition, in_tables=True))
    for path in sorted((publish / "tables").glob("*.xlsx")):
        result.add(tables.compare_tables(path, figure_of_cell))
    return result


def compare_data_set(recount: Recount, path: Path) -> Result:
    """Compare a data file, and whether it has a row for every area that was in being and for no other."""
    result, here = Result(), replace(recount, forms=forms(recount.edition))
    rows = list(_rows(path))
    for row in rows:
        for column, printed in row.printed.items():
            here.judge(result, path.stem, row, column, printed, partial(_figure, path.stem, column, row, here.edition))
    _must_be_complete(result, here, path.stem, rows)
    return result


def _must_be_complete(result: Result, recount: Recount, name: str, rows: list[PublishedRow]) -> None:
    """A row of each set of labels for every area in being, in every year of which somebody sent a census."""
    levels = {row.level for row in rows}
    places: dict[tuple[int, str], int] = {}
    for row in rows:
        places[row.year, row.area] = places.get((row.year, row.area), 0) + 1
    lines = len({row.labels for row in rows})
    due = {
        (year, area)
        for year, area in recount.areas.members
        if year in recount.areas.years_sent() and year <= recount.edition and _level(area) in levels
    }
    for year, area in sorted(due | places.keys()):
        found, wanted = places.get((year, area), 0), lines if (year, area) in due else 0
        if found != wanted:
            result.differences.append(Difference(name, "rows", year, area, (), str(found), str(wanted)))


def _level(area: str) -> str:
    return "National" if area == ENGLAND else "Regional" if area.startswith("E") else "Local authority"


def _rows(path: Path) -> Iterator[PublishedRow]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            level = row["geographic_level"]
            yield PublishedRow(
                year=int(row["time_period"][:4]),
                level=level,
                area=ENGLAND if level == "National" else row["region_code" if level == "Regional" else "old_la_code"],
                labels=tuple(text for name, text in row.items() if name.lower() in LABELS),
                printed={
                    name: text for name, text in row.items() if name not in GEOGRAPHY and name.lower() not in LABELS
                },
            )


def _table_of(code: str, words: str) -> tuple[str, str, str]:
    """The table, the words without a kind of assessment, and that kind: C2a to C3b of 2014 are C2 and C3 by kind."""
    if code == "C2d":
        start = next(one for one in KINDS_IN_WORDS if words.startswith(one))
        return "C2", words.removeprefix(start).strip(), KINDS_IN_WORDS[start]
    return (code[:2], words, KINDS[code]) if code in KINDS else (code, words, "")


def _figure(stem: str, column: str, row: PublishedRow, edition: int) -> Figure:
    """What a column of a data file holds in a row."""
    if stem.startswith("ons_"):
        return Population()
    found = re.match(r"([a-d]\d)([a-d]?)_", stem)
    code = found.group(1).upper() + found.group(2) if found else "headline"
    words, statistic = phrase(column), COUNT
    for ending, meant in ((" percent", PERCENTAGE), (" rate", RATE)):
        if f" {words}".endswith(ending):
            words, statistic = f" {words}".removesuffix(ending).strip(), meant
    if code in ("A1", "A2"):
        return figure_of(Asked(code, phrase(row.labels[-1]).replace(" - ", " "), statistic, edition, row.year))
    if code == "A7":
        return _of_all_in_need(row.labels[-1], row.labels[-2], statistic, whole_is="100")
    table, words, kind = _table_of(code, words)
    figure = figure_of(Asked(table, words, statistic, edition, row.year, kind))
    return _of_whom(figure, row.labels[-1], row.labels[-2]) if code in ("A3", "A4", "A5") else figure


def figure_of_cell(cell: TableCell, edition: int) -> tuple[Figure, int]:
    """What a cell of a workbook holds, and of which year."""
    statistic, kept = COUNT, []
    for part in cell.heading.split(": "):
        if part.lower() == "rate per 10,000":
            statistic = RATE
        elif part == "Percentage" or part.startswith("Percentage of"):
            statistic = PERCENTAGE
        elif part.startswith("Percentage "):
            statistic = PERCENTAGE
            kept.append(part.removeprefix("Percentage "))
        elif part not in SKIPPED:
            kept.append(part)
    words = phrase(" ".join(kept))
    if cell.line:
        return _of_line(cell, statistic, edition, int(words[-4:])), int(words[-4:])
    words = re.sub(r" \d{4}$", "", words)
    if found := re.match(r"(initial|latest) category (.*)", words):
        words = f"{found.group(2)} {found.group(1)}"
    table, words, kind = _table_of(cell.sheet, words)
    return figure_of(Asked(table, words, statistic, edition, edition, kind)), edition


def _of_line(cell: TableCell, statistic: str, edition: int, year: int) -> Figure:
    """A line of a table of England: what is counted, or a category of it and of whom."""
    *groups, label = cell.line
    if cell.sheet in ("A1", "A2"):
        return figure_of(Asked(cell.sheet, phrase(label), statistic, edition, year))
    if cell.sheet == "A7":
        return _of_all_in_need(label, groups[0], statistic, whole_is=NOT_APPLICABLE)
    words = phrase(groups[0] if groups else label)
    if cell.sheet in ("A5", "A6") and words != "all plans":
        words += " initial"
    figure = figure_of(Asked(cell.sheet, words, statistic, edition, year))
    return _of_whom(figure, label, "") if groups else figure


def _of_all_in_need(label: str, group: str, statistic: str, *, whole_is: str) -> Figure:
    """A characteristic of all children in need, as a share of them; what is printed beside all of them differs."""
    if phrase(label) in ALL and statistic == PERCENTAGE:
        return Text(whole_is)
    of = _of_whom(Count(ON_31_MARCH), label, group)
    return Share(of.of, ON_31_MARCH) if statistic == PERCENTAGE and isinstance(of, Count) else of


def _of_whom(figure: Figure, label: str, group: str) -> Figure:
    """The same of children of a characteristic only."""
    words = phrase(label)
    if words in ALL or not isinstance(figure, Count):
        return figure
    found = [WHOM[phrase(group)]] if group else [pair for pair in WHOM.values() if words in pair[1]]
    breakdown, lexicon = found[0]
    return Count(figure.of.also(**{breakdown: lexicon[words]}))
