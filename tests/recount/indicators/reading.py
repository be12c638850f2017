"""Reads the files of every LA's return into one frame for each kind of record, as sent."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas

FOREVER = pandas.Timestamp("2200-01-01")
# A column that only one kind of file has, and the columns that are days.
EPISODES, HEADER, ADOPTIONS, AFTERCARE, ABSENCES = "DECOM", "ETHNIC", "DATE_MATCH", "ACTIV", "MIS_START"
DAYS = {
    EPISODES: ["DECOM", "DEC"],
    HEADER: ["DOB"],
    ADOPTIONS: ["DATE_INT", "DATE_MATCH"],
    AFTERCARE: ["DOB"],
    ABSENCES: ["MIS_START", "MIS_END"],
}

# The column names of files that follow one another, and all their rows.
Chunk = tuple[tuple[str, ...], list[tuple[str | int, ...]]]


@dataclass(frozen=True)
class Frames:
    """Every record of every year: columns as sent, ``year``, ``la_code`` and ``line`` beside them."""

    episodes: pandas.DataFrame
    header: pandas.DataFrame
    adoptions: pandas.DataFrame
    aftercare: pandas.DataFrame
    absences: pandas.DataFrame


def read_frames(folder: Path) -> Frames:
    """Read ``<folder>/<year>/<la_code>/*.csv``; a file of another kind is left out, a record sent twice counts once."""
    found: dict[str, list[Chunk]] = {kind: [] for kind in DAYS}
    for path in sorted(folder.glob("*/*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            names, *sent = [tuple(row) for row in csv.reader(file) if row]
        kind = next((kind for kind in DAYS if kind in names), None)
        if kind is None or not sent:
            continue
        place = (int(path.parent.parent.name), path.parent.name)
        lines: dict[tuple[str, ...], int] = {}
        for line, row in enumerate(sent, start=2):
            lines.setdefault(row, line)
        rows = [(*row, line, *place) for row, line in lines.items()]
        # A frame for each of thousands of small files costs far more than reading them does.
        if found[kind] and found[kind][-1][0] == names:
            found[kind][-1][1].extend(rows)
        else:
            found[kind].append((names, rows))
    return Frames(*(_together(kind, found[kind]) for kind in DAYS))


def _together(kind: str, chunks: list[Chunk]) -> pandas.DataFrame:
    if not chunks:
        return pandas.DataFrame({name: [] for name in ("year", "la_code", "CHILD", "line", "MISSING", *DAYS[kind])})
    frames = []
    for names, rows in chunks:
        columns = dict(zip((*names, "line", "year", "la_code"), zip(*rows, strict=True), strict=True))
        frames.append(pandas.DataFrame(columns).astype(dict.fromkeys(names, "str")))
    whole = pandas.concat(frames, ignore_index=True).fillna("")
    for name in DAYS[kind]:
        whole[name] = pandas.to_datetime(whole[name], format="%d/%m/%Y")
    return whole
