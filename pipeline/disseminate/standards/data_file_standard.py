"""Screen a data file and its metadata against the standard of Explore Education Statistics, before they are published.

The checks carry the names of the department's own screener, so that an answer found there applies here. Not held: the
data dictionary of the application interface, and the lists of districts, constituencies and wards, which no file of
this project names. Source: data_file_vocabulary.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pipeline.disseminate.standards.data_file_columns import COLUMN_CHECKS, META_CHECKS
from pipeline.disseminate.standards.data_file_content import CONTENT_CHECKS
from pipeline.disseminate.standards.data_file_geography import GEOGRAPHY_CHECKS
from pipeline.disseminate.standards.data_file_reading import CsvTable, FilePair
from pipeline.disseminate.standards.failing import Failing, Severity, listed

CHECKS = (*COLUMN_CHECKS, *META_CHECKS, *GEOGRAPHY_CHECKS, *CONTENT_CHECKS)


def screen(data_csv: Path, meta_csv: Path, places: frozenset[tuple[str, str]]) -> list[Failing]:
    """Everything in which the pair falls short, worst first; empty when it meets the standard.

    ``places`` are the (code, name) pairs of areas that rows may name, an authority with each of its codes. A file that
    cannot be read is a failing too, and then the only one of its kind: the other checks need both files.
    """
    failings = [*_screen_names(data_csv, meta_csv)]
    tables = []
    for path in (data_csv, meta_csv):
        try:
            table = CsvTable(path)
        except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
            failings.append(Failing(Severity.FAIL, "file_read", path.name, f"it cannot be read: {error}"))
            continue
        failings += _screen_lines(table)
        tables.append(table)
    if len(tables) == 2:
        pair = FilePair(tables[0], tables[1], places)
        failings += [failing for check in CHECKS if (failing := check.failing(pair)) is not None]
    return sorted(failings, key=lambda failing: failing.severity is not Severity.FAIL)


def _screen_names(data_csv: Path, meta_csv: Path) -> list[Failing]:
    found = []
    for path in (data_csv, meta_csv):
        stem = re.sub(r"(\.meta)?\.[^.]+$", "", path.name)
        if " " in path.name:
            found.append(Failing(Severity.FAIL, "filename_spaces", path.name, "the file's name has a space"))
        special = sorted(set(re.findall(r"[^A-Za-z0-9_\-\s]", stem)))
        if special:
            message = f"the file's name has characters besides letters, digits, - and _: {listed(special)}"
            found.append(Failing(Severity.FAIL, "filename_special", path.name, message))
    expected = re.sub(r"\.csv$", ".meta.csv", data_csv.name)
    if meta_csv.name != expected:
        found.append(Failing(Severity.FAIL, "filenames_match", meta_csv.name, f"it should be called {expected}"))
    return found


def _screen_lines(table: CsvTable) -> list[Failing]:
    found = []
    if len(table.header) == 1 and re.search(r"[;\t|]", table.header[0]):
        found.append(Failing(Severity.FAIL, "file_separator", table.path.name, "its cells are not parted by commas"))
    if table.ragged:
        message = f"more or fewer cells than headers in lines {listed(table.ragged)}"
        found.append(Failing(Severity.FAIL, "row_width", table.path.name, message))
    if table.blank_lines:
        message = f"{table.blank_lines} blank lines"
        found.append(Failing(Severity.WARNING, "blank_lines", table.path.name, message))
    return found
