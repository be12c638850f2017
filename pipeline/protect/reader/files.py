"""Reading the published files as a stranger does: data files by their metadata, worksheets by their headings."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np

from pipeline.foundation.stages import UnreadableInput
from pipeline.protect.reader.published import (
    ABSENT,
    AUTHORITY,
    COUNT,
    COUNTRY,
    ENGLAND,
    MARKED,
    OTHER,
    PERCENT,
    POPULATION,
    RATE,
    REGION,
    SHOWN,
    SUPPRESSED,
    Published,
    Rules,
    Series,
)
from pipeline.protect.reader.reading import Column, Reading, Row
from pipeline.protect.reader.worksheets import AREA_CODE, NUMBER, read_workbook

AREA_COLUMNS = (
    *("region_code", "region_name", "old_la_code", "la_name", "new_la_code"),
    *("agency_code", "agency_name"),
)
FIXED_COLUMNS = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name", *AREA_COLUMNS)
LEVELS = {"National": COUNTRY, "Regional": REGION, "Local authority": AUTHORITY, "Agency": AUTHORITY}
UNDERLYING_LEVELS = {"NATIONAL": COUNTRY, "REGION": REGION, "LA": AUTHORITY}
AREA_NUMBER = re.compile(r"[A-K]|\d{3}")
PARTS_OF_LONDON = {"INNER LONDON": "E13000001", "OUTER LONDON": "E13000002"}
"""The codes of parts that have the code of all London in underlying files, by the names that they have there."""
LEVEL_NAMES = {AUTHORITY: "local_authority", REGION: "regional", COUNTRY: "national"}
QUARTER = re.compile(r"Financial year Q([1-4])")
KINDS = (
    (PERCENT, re.compile(r"percent", re.IGNORECASE)),
    (RATE, re.compile(r"\brate\b|per 10,000", re.IGNORECASE)),
    (POPULATION, re.compile(r"\bpopulation\b", re.IGNORECASE)),
    (OTHER, re.compile(r"average|median|percentile|\brank\b|change (since|from)|neighbour", re.IGNORECASE)),
)
"""What words in a row or heading say that it is not a count; the order decides where several are there."""


def read_published(publish: Path) -> Published:
    """Read every data file and worksheet of a ``publish`` folder, and nothing else but the rules of printing.

    Raises UnreadableInput when a file is not in the standard.
    """
    reading = Reading(read_rules(publish))
    for path in sorted((publish / "data").glob("*.csv")):
        meta = path.with_name(f"{path.stem}.meta.csv")
        described = path.with_name(f"{path.stem}_metadata.csv")
        if meta.is_file():
            _read_open_data(reading, path, meta)
        elif described.is_file():
            _read_underlying(reading, path, described)
    for path in sorted((publish / "tables").glob("*.xlsx")):
        read_workbook(reading, path)
    return _assembled(reading)


def read_rules(publish: Path) -> Rules:
    """What the certificate says of rounding and suppressing."""
    try:
        certificate = json.loads((publish / "certificate.json").read_text(encoding="utf-8"))
        manifest = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))
        latest = re.fullmatch(r"(20\d\d)-(\d\d) (Q[1-4])", str(manifest["years"][-1]))
        year = _when(latest[1] + latest[2], f"Financial year {latest[3]}") if latest else int(manifest["year"])
        policy = certificate["policy"]
        in_data = {level: int(policy[f"rounding_{name}"]) for level, name in LEVEL_NAMES.items()}
        of_tables = certificate.get("rounding_of_tables") or {}
        in_tables = {level: int(of_tables.get(name, in_data[level])) for level, name in LEVEL_NAMES.items()}
        smallest = 1 if policy["zeros_visible"] else 0
        hiding = frozenset((str(file), str(column)) for file, column in certificate.get("zeros_hidden_in", ()))
        width = int(policy["minimum_width"])
        return Rules(year, int(policy["threshold"]), smallest, width, in_data, in_tables, hiding)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            f"{publish}: it does not say how figures are rounded and suppressed ({error})."
        ) from error


def _text_table(path: Path) -> dict[str, tuple[str, ...]]:
    """A CSV file by column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
        return dict(zip(header, zip(*lines, strict=True) if lines else [()] * len(header), strict=True))
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as a data file ({error}).") from error


def _when(time_period: str, time_identifier: str) -> int:
    """A number for the time that a row is of, in order: its year, or year and quarter."""
    quarter = QUARTER.fullmatch(time_identifier)
    if time_identifier == "Academic year":
        return int(time_period[:4]) + 1
    return 10 * int(time_period) + int(quarter[1]) if quarter else int(time_period)


def _read_open_data(reading: Reading, path: Path, meta_path: Path) -> None:
    data, meta = _text_table(path), _text_table(meta_path)
    described = zip(meta["col_name"], meta["col_type"], meta["label"], meta["indicator_unit"], strict=True)
    indicators = [(name, label, unit) for name, kind, label, unit in described if kind == "Indicator"]
    reading.groups[path.stem] = frozenset(group for group in meta["filter_grouping_column"] if group)
    fixed = {*FIXED_COLUMNS, *(name for name, _, _ in indicators)}
    filters = [column for column in data if column not in fixed]
    empty = ("",) * len(data["time_period"])
    regions = data.get("region_code", empty)
    # A file of authorities and agencies has both columns, and a row has one of the two.
    codes = zip(data.get("new_la_code", empty), data.get("agency_code", empty), strict=True)
    authorities = [own or agency for own, agency in codes]
    at = []
    columns = [data[name] for name in ("time_period", "time_identifier", "geographic_level")]
    for year, quarter, name, region, authority in zip(*columns, regions, authorities, strict=True):
        level = LEVELS[name]
        area = authority if level == AUTHORITY else region if level == REGION else ENGLAND
        at.append(reading.place(_when(year, quarter), area, level, region if level == AUTHORITY else ""))
    known: dict[tuple[str, ...], Row] = {}
    rows: list[Row] = [()] * len(at)
    if filters:
        texts = zip(*(data[one] for one in filters), strict=True)
        rows = [known.get(row) or known.setdefault(row, tuple(zip(filters, row, strict=True))) for row in texts]
    for name, label, unit in indicators:
        reading.columns.append(Column(path.stem, name, label, unit, rows, at, data[name]))


def _read_underlying(reading: Reading, path: Path, described: Path) -> None:
    """A wide file of one year: the columns of areas are told by what they hold, all others are numbers."""
    data, meta = _text_table(path), _text_table(described)
    level_column = next(one for one in data if set(data[one]) <= UNDERLYING_LEVELS.keys())
    code_column = next(one for one in data if all(AREA_CODE.fullmatch(code) for code in data[one]))
    empty = ("",) * len(data[code_column])
    numbers = next((texts for texts in data.values() if all(map(AREA_NUMBER.fullmatch, texts))), empty)
    names = next((texts for texts in data.values() if PARTS_OF_LONDON.keys() & set(texts)), empty)
    at = []
    for level, code, number, name in zip(data[level_column], data[code_column], numbers, names, strict=True):
        area = PARTS_OF_LONDON.get(name) or reading.authority(number, code)
        at.append(reading.place(reading.rules.year, area, UNDERLYING_LEVELS[level], ""))
    reading.groups[path.stem] = frozenset()
    for column, label, unit in zip(meta["column"], meta["description"], meta["unit"], strict=True):
        if column in data and column not in (level_column, code_column) and not column.startswith("geog"):
            reading.columns.append(Column(path.stem, column, label, unit, [()] * len(at), at, data[column]))


def _kind_of(label: str, unit: str, row: Row, has_fractions: bool) -> str:
    if unit == "%":
        return PERCENT
    for words in (" ".join(text for _, text in row), label):
        for kind, pattern in KINDS:
            if pattern.search(words):
                return kind
    return OTHER if has_fractions else COUNT


def _assembled(reading: Reading) -> Published:
    in_order = sorted(reading.places)
    order = {place: at for at, place in enumerate(in_order)}
    levels = np.array([reading.places[place].level for place in in_order], dtype=np.int64)
    numbers = {text: _number(text) for text in {text for one in reading.columns for text in one.texts}}
    found: dict[tuple[str, Row, str], int] = {}
    of: list[tuple[str, str]] = []
    at_row, at_place, texts = [], [], []
    for one in reading.columns:
        for row, place, text in zip(one.rows, one.places, one.texts, strict=True):
            key = (one.file, row, one.name)
            at = found.get(key)
            if at is None:
                at = found[key] = len(found)
                of.append((one.label, one.unit))
            at_row.append(at)
            at_place.append(order[place])
            texts.append(text)
    shape = (len(found), len(order))
    decimals = np.zeros(len(found), dtype=np.int64)
    np.maximum.at(decimals, at_row, [numbers[text][1] for text in texts])
    has_times = np.zeros(len(found), dtype=np.bool_)
    np.logical_or.at(has_times, at_row, [":" in text for text in texts])
    state, number = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int64)
    symbol = reading.rules.symbol
    states = {
        text: SHOWN if number is not None else SUPPRESSED if text == symbol else MARKED if text else ABSENT
        for text, (number, _) in numbers.items()
    }
    state[at_row, at_place] = [states[text] for text in texts]
    number[at_row, at_place] = [
        int(value.scaleb(int(decimals[row]))) if (value := numbers[text][0]) is not None else 0
        for row, text in zip(at_row, texts, strict=True)
    ]
    series = tuple(
        Series(file, row, column, _kind_of(*of[at], row, bool(decimals[at] or has_times[at])), int(decimals[at]))
        for (file, row, column), at in found.items()
    )
    by_level = [
        np.array([bases[level] for level in range(3)], dtype=np.int64)[levels]
        for bases in (reading.rules.in_data, reading.rules.in_tables)
    ]
    base = np.array([by_level[one.file in reading.tables] for one in series]).reshape(shape)
    places = tuple(reading.places[place] for place in in_order)
    return Published(series, places, state, number, base, dict(reading.groups), reading.rules)


def _number(text: str) -> tuple[Decimal | None, int]:
    """The number that a text is, and its decimal places."""
    if not NUMBER.fullmatch(text):
        return None, 0
    return Decimal(text), len(text.partition(".")[2])
