"""The manifest of the returns folder: when each return came and what a local authority could not supply."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.collect.folders import UNIT_CODES
from pipeline.collect.formats.decoding import decode
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.specification import SPECIFICATIONS, load_specification
from pipeline.foundation.stages import UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import period_named

FILE_NAME = "manifest.csv"
COLUMNS = ("return", "year", "la_code", "received_on", "items_not_supplied", "note")
MARK_COLUMNS = ("unreliable_and_counted", "unreliable_and_in_totals_alone", "unreliable_and_left_out")
"""Columns that a manifest may have besides: items whose figures are not relied on, by what totals have of them."""
WHOLE_RETURN = "*"


class ManifestError(UnreadableInput):
    """The manifest cannot be relied on; names its line and column."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What is known of one return beside its files; items are file names of the return, e.g. OC2.

    Items marked as unreliable may also be ``*``, the whole return; ``note`` then says why, and is published.
    """

    return_name: str
    collection_year: int
    la_code: str
    received_on: date | None
    items_not_supplied: tuple[str, ...]
    note: str
    unreliable_and_counted: tuple[str, ...] = ()
    unreliable_and_in_totals_alone: tuple[str, ...] = ()
    unreliable_and_left_out: tuple[str, ...] = ()


def read_manifest(returns_folder: Path) -> tuple[ManifestEntry, ...]:
    """The entries of ``manifest.csv``, none if there is no such file.

    Raises ManifestError on anything that cannot be read: an item overlooked would be published as a zero.
    """
    path = returns_folder / FILE_NAME
    if path.is_symlink() or not path.is_file():
        return ()
    decoded = decode(path.read_bytes())
    if not decoded.is_text:
        raise ManifestError(f"{path}: not a CSV text file. Save it as CSV UTF-8 with the columns {', '.join(COLUMNS)}.")
    rows = csv.reader(decoded.text.splitlines())
    heading = [name.strip().lower() for name in next(rows, [])]
    lacking = [name for name in COLUMNS[:3] if name not in heading]
    if lacking:
        raise ManifestError(f"{path}, line 1: the column {lacking[0]} is missing. Columns: {', '.join(COLUMNS)}.")
    entries: dict[tuple[str, int, str], ManifestEntry] = {}
    for fields in rows:
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != len(heading):
            raise ManifestError(
                f"{path}, line {rows.line_num}: {len(fields)} fields where the heading has {len(heading)}. "
                "Put quotation marks around a note with a comma."
            )
        entry = _entry(dict(zip(heading, (field.strip() for field in fields), strict=True)), path, rows.line_num)
        key = (entry.return_name, entry.collection_year, entry.la_code)
        if key in entries:
            raise ManifestError(f"{path}, line {rows.line_num}: a second line for the same return. Join the two.")
        entries[key] = entry
    return tuple(entries[key] for key in sorted(entries))


def _entry(row: dict[str, str], path: Path, line: int) -> ManifestEntry:
    def refuse(column: str, wanted: str) -> ManifestError:
        return ManifestError(f"{path}, line {line}, column {column}: give {wanted}.")

    name = row["return"].lower()
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise refuse("return", "the name of a return, e.g. ssda903")
    one = load_specification(name) if (SPECIFICATIONS / name / "specification.yaml").is_file() else None
    is_quarterly, supplied_by = (one.is_quarterly, one.supplied_by) if one is not None else (False, "authority")
    period = period_named(row["year"])
    if period is None or bool(period.quarter) != is_quarterly:
        year_in_words = "the collection year with four digits, e.g. 2024 for the year ending 31 March 2024"
        raise refuse("year", "the quarter, e.g. 2022-23 Q4" if is_quarterly else year_in_words)
    if not UNIT_CODES[supplied_by].fullmatch(row["la_code"]):
        authority = "the three-character code of the local authority, e.g. 201"
        raise refuse("la_code", authority if supplied_by == "authority" else "the code of the agency, e.g. RAA12")
    items = {column: _items(row, column) for column in ("items_not_supplied", *MARK_COLUMNS)}
    if one is not None:
        known = {file.lower(): file for file in one.item_names}
        for column, listed in items.items():
            whole = {WHOLE_RETURN: WHOLE_RETURN} if column in MARK_COLUMNS else {}
            if any(item.lower() not in known | whole for item in listed):
                also = f", or {WHOLE_RETURN} for the whole return" if whole else ""
                raise refuse(column, f"names out of {', '.join(known.values())}, joined by semicolons{also}")
            items[column] = tuple((known | whole)[item.lower()] for item in listed)
    not_supplied, *marked = items.values()
    seen: set[str] = set()
    for column, listed in zip(MARK_COLUMNS, marked, strict=True):
        if both := sorted(seen & {*listed}):
            raise refuse(column, f"{both[0]} in one column of the {len(MARK_COLUMNS)}: totals have one thing of it")
        seen |= {*listed}
    if seen and not row.get("note"):
        raise refuse("note", "the reason why figures are marked as unreliable, which is published")
    received = row.get("received_on", "")
    try:
        received_on = date.fromisoformat(received) if received else None
    except ValueError:
        raise refuse("received_on", "a date yyyy-mm-dd, or leave it blank") from None
    year, note = period.collection_year, row.get("note", "")
    return ManifestEntry(name, year, row["la_code"], received_on, not_supplied, note, *marked)


def _items(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in row.get(column, "").split(";") if item.strip())


def load_manifest(warehouse: Warehouse, entries: Sequence[ManifestEntry]) -> None:
    """Replace raw.manifest."""
    warehouse.connection.execute("DELETE FROM raw.manifest")
    insert_rows(
        warehouse,
        "raw.manifest",
        [
            (
                *(e.return_name, e.collection_year, e.la_code, e.received_on, ";".join(e.items_not_supplied)),
                *(";".join(getattr(e, column)) for column in MARK_COLUMNS),
                e.note,
            )
            for e in entries
        ],
    )
