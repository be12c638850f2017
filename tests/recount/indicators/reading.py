"""Reads the files of every LA's return into one frame for each kind of record, as sent."""

from __future__ import annotations

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
    found: dict[str, list[pandas.DataFrame]] = {kind: [] for kind in DAYS}
    for path in sorted(folder.glob("*/*/*.csv")):
        sent = pandas.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        kind = next((kind for kind in DAYS if kind in sent.columns), None)
        if kind is not None and len(sent):
            sent = sent.assign(line=range(2, len(sent) + 2)).drop_duplicates(
                [name for name in sent.columns if name != "line"]
            )
            found[kind].append(sent.assign(year=int(path.parent.parent.name), la_code=path.parent.name))
    return Frames(*(_together(kind, found[kind]) for kind in DAYS))


def _together(kind: str, frames: list[pandas.DataFrame]) -> pandas.DataFrame:
    if not frames:
        return pandas.DataFrame({name: [] for name in ("year", "la_code", "CHILD", "line", "MISSING", *DAYS[kind])})
    whole = pandas.concat(frames, ignore_index=True).fillna("")
    for name in DAYS[kind]:
        whole[name] = pandas.to_datetime(whole[name], format="%d/%m/%Y")
    return whole
