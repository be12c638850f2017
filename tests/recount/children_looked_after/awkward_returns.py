"""Writes awkward lives as the returns of each year, in the codes and columns that the year had."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

from .awkward import Era, Life, Stay
from .awkward_records import FIELDS, AwkwardRecords, Row, written
from .life import CollectionYear

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
ASYLUM = "CHILD,SEX,DOB,DUC"
SINCE_2016 = ("REASON_PLACE_CHANGE", "URN")
SEX_LETTERS_SINCE = 2025
FOSTERING_TO_2014 = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}
CEASED_TO_2014 = {"E4A": "E4", "E4B": "E4", "E13": "E4", "E14": "E8", "E15": "E8", "E16": "E8", "E17": "E8"}
GUARDIANSHIP_TO_2018 = {"E45": "E43", "E46": "E43", "E47": "E44", "E48": "E44"}
STAYING_PUT = ("LA code", "Year ending 31 March", "Left care on 18th birthday", "Remaining with former foster carers")


def write_awkward_returns(returns: Path, lives: Iterable[Life], era: Era, seed: int = 1) -> None:
    """Write each year's returns: the episodes that touch the year, as they were known at its end."""
    everyone = list(lives)
    records = AwkwardRecords(seed)
    for year in map(CollectionYear, era.years):
        for la_code in sorted({life.la_code for life in everyone}):
            tables = {name: [fields.split(",")] for name, fields in FIELDS.items()}
            if year.year < 2015:
                del tables["missing"]
            tables |= {"header": [HEADER.split(",")], "uasc": [ASYLUM.split(",")], "episodes": [_columns(year)]}
            for life in everyone:
                if life.la_code == la_code:
                    _add(tables, life, year, era, records)
            folder = returns / "ssda903" / str(year.year) / la_code
            folder.mkdir(parents=True)
            for name, table in tables.items():
                with (folder / f"{name}.csv").open("w", newline="") as stream:
                    csv.writer(stream).writerows(table)


def write_awkward_staying_put(returns: Path, figures: dict[tuple[int, str], tuple[int, int]]) -> None:
    """Write the spreadsheets of young people who left care and who stayed, by year and LA."""
    for (year, la_code), (left, stayed) in figures.items():
        book = Workbook()
        book.active.append(list(STAYING_PUT))
        book.active.append([la_code, year, left, stayed])
        folder = returns / "staying_put" / str(year) / la_code
        folder.mkdir(parents=True)
        book.save(folder / "return.xlsx")


def _columns(year: CollectionYear) -> Row:
    return [name for name in EPISODES.split(",") if year.year >= 2016 or name not in SINCE_2016]


def _add(tables: dict[str, list[Row]], life: Life, year: CollectionYear, era: Era, records: AwkwardRecords) -> None:
    # At times a child is left out of a return, or what ended before the year is sent again.
    since = year.first if records.happens(0.97) else era.beginning
    now = [stay for stay in life.stays if stay.start <= year.last and (stay.end or era.end) >= since]
    if records.happens(0.02):
        return
    others = records.of(life, now, year)
    for name, rows in others.items():
        if name in tables:
            tables[name] += rows
    if not now and not any(others.values()):
        return
    sex = life.sex if year.year < SEX_LETTERS_SINCE else {"1": "M", "2": "FU"[life.born.day == 1]}[life.sex]
    if not records.happens(0.04):
        who = [life.child, "" if records.happens(0.02) else sex, "" if records.happens(0.03) else written(life.born)]
        header = [*who, life.ethnicity, "UN1", life.is_mother, ""]
        tables["header"] += [[*who, "WBRI", "UN1", "", ""], header] if records.happens(0.05) else [header]
    tables["episodes"] += [_episode(life.child, stay, year) for stay in now]
    if life.is_asylum_seeker and now:
        tables["uasc"].append([life.child, sex, written(life.born), written(life.asylum)])


def _episode(child: str, stay: Stay, year: CollectionYear) -> Row:
    """What is known on the last day of the year, in its codes."""
    ceased = stay.end is not None and stay.end <= year.last
    placement, why_started, why_ceased = stay.placement, stay.why_started, stay.why_ceased
    if year.year <= 2014:
        placement = FOSTERING_TO_2014.get(placement, placement)
        why_ceased = CEASED_TO_2014.get(why_ceased, why_ceased)
    elif placement.startswith("M"):
        placement = "Z1"
    if year.year <= 2015:
        why_started = {"T": "P", "U": "B"}.get(why_started, why_started)
    if year.year <= 2018:
        why_ceased = GUARDIANSHIP_TO_2018.get(why_ceased, why_ceased)
    if year.year < 2024 and placement == "K3":
        placement = "H5"
    changed = "OTHER" if stay.why_changed == "CUSTOD" and year.year < 2019 else stay.why_changed
    row = {
        "CHILD": child,
        "DECOM": written(stay.start),
        "RNE": why_started,
        "LS": stay.legal_status,
        "CIN": stay.need,
        "PLACE": placement,
        "PLACE_PROVIDER": stay.provider,
        "DEC": written(stay.end) if ceased else "",
        "REC": why_ceased if ceased else "",
        "REASON_PLACE_CHANGE": changed if ceased else "",
        "HOME_POST": stay.home,
        "PL_POST": stay.placed_at,
        "URN": stay.urn,
    }
    return [row[name] for name in _columns(year)]
