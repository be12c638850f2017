"""Outliers planted in returns: every line can be true by itself, and all of them together cannot be.

A reader of one return finds nothing wrong with it; only its own past and its statistical neighbours tell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.synthetic.ssda903.ledger import PlantedRecord

Row = dict[str, str]
FOSTER_CARERS = ("U1", "U2", "U3", "U4", "U5", "U6")


class OutlierKind(StrEnum):
    """What can be planted, in the order of planting; each value names it in the ledger."""

    CHILDREN_LEFT_OUT = "children_left_out"
    ONE_PLACEMENT_FOR_ALL = "one_placement_for_all"
    ONE_NEED_FOR_ALL = "one_need_for_all"
    ONE_REASON_FOR_ALL = "one_reason_for_all"
    INCIDENTS_LEFT_OUT = "incidents_left_out"
    CARE_LEAVERS_OUT_OF_TOUCH = "care_leavers_out_of_touch"
    HEALTH_NOT_RECORDED = "health_not_recorded"
    ONE_LEGAL_STATUS_FOR_ALL = "one_legal_status_for_all"


@dataclass(frozen=True, slots=True)
class PlantedOutlier:
    """An outlier to plant in one authority's return of one year (the LA code of that year)."""

    kind: OutlierKind
    year: int
    la_code: str


def standard_outliers(sizes: Mapping[tuple[int, str], int], omitted: Iterable[tuple[int, str]]) -> list[PlantedOutlier]:
    """One of every kind in the latest year, each in an authority of usual size or more, spread over England.

    ``sizes`` holds the children looked after by (year, LA code); an authority among the omitted gets none, nor one
    that is new: it has no past that could tell.
    """
    years = {year for year, _ in sizes}
    year = max(years)
    left_out = set(omitted)
    codes = sorted(
        code
        for its_year, code in sizes
        if its_year == year and (year, code) not in left_out and ((year - 1, code) in sizes or year - 1 not in years)
    )
    usual = sorted(sizes[year, code] for code in codes)
    large = [code for code in codes if sizes[year, code] >= usual[len(usual) // 2]]
    step = max(1, len(large) // len(OutlierKind))
    # The last ones, so that those with planted defects of records are others where there are enough.
    return [
        PlantedOutlier(kind, year, large[-1 - (number * step) % len(large)]) for number, kind in enumerate(OutlierKind)
    ]


def plant_outlier(outlier: PlantedOutlier, folder: str, files: dict[str, bytes]) -> PlantedRecord:
    """Change the files of a return (name without ending -> bytes) in place, and say what is wrong with it.

    ``folder`` is its path as the ledger gives it.
    """
    what = _PLANTERS[outlier.kind](files)
    return PlantedRecord(outlier.year, folder.rpartition("/")[2], outlier.kind.value, folder, 0, "", what)


def _children_left_out(files: dict[str, bytes]) -> str:
    children = sorted({row["CHILD"] for row in _rows(files["header"])})
    left_out = set(children[::3])
    for name in files:
        _change(files, name, lambda row: None if row["CHILD"] in left_out else row)
    return "every third child is in no file"


def _one_placement_for_all(files: dict[str, bytes]) -> str:
    def coded(row: Row) -> Row:
        return {**row, "PLACE": "K2"} if row["PLACE"] in FOSTER_CARERS else row

    _change(files, "episodes", coded)
    return "every foster placement is coded K2, a children's home"


def _one_need_for_all(files: dict[str, bytes]) -> str:
    _change(files, "episodes", lambda row: {**row, "CIN": "N8"})
    return "the need of every child is coded N8"


def _one_reason_for_all(files: dict[str, bytes]) -> str:
    def coded(row: Row) -> Row:
        return {**row, "REC": "E8"} if row["REC"].startswith("E") and row["REC"] not in ("E11", "E12") else row

    _change(files, "episodes", coded)
    return "every reason why care ceased is coded E8"


def _incidents_left_out(files: dict[str, bytes]) -> str:
    kept = iter(range(len(files["missing"])))
    _change(files, "missing", lambda row: row if next(kept) % 8 == 0 else None)
    return "seven of eight incidents are left out"


def _care_leavers_out_of_touch(files: dict[str, bytes]) -> str:
    _change(files, "oc3", lambda row: {**row, "IN_TOUCH": "NO"} if row["IN_TOUCH"] == "YES" else row)
    return "no care leaver is in touch"


def _health_not_recorded(files: dict[str, bytes]) -> str:
    _change(files, "oc2", lambda row: {**row, "HEALTH_ASSESSMENT": "0"})
    return "no child had a health assessment"


def _one_legal_status_for_all(files: dict[str, bytes]) -> str:
    _change(files, "episodes", lambda row: {**row, "LS": "C1"} if row["LS"] == "C2" else row)
    return "every full care order is coded as an interim one"


def _rows(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def _change(files: dict[str, bytes], name: str, change: Callable[[Row], Row | None]) -> None:
    """Put each row of a file through ``change``; one that becomes None is left out."""
    reader = csv.DictReader(io.StringIO(files[name].decode()))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in map(change, reader) if row is not None)
    files[name] = text.getvalue().encode()


_PLANTERS: dict[OutlierKind, Callable[[dict[str, bytes]], str]] = {
    OutlierKind.CHILDREN_LEFT_OUT: _children_left_out,
    OutlierKind.ONE_PLACEMENT_FOR_ALL: _one_placement_for_all,
    OutlierKind.ONE_NEED_FOR_ALL: _one_need_for_all,
    OutlierKind.ONE_REASON_FOR_ALL: _one_reason_for_all,
    OutlierKind.INCIDENTS_LEFT_OUT: _incidents_left_out,
    OutlierKind.CARE_LEAVERS_OUT_OF_TOUCH: _care_leavers_out_of_touch,
    OutlierKind.HEALTH_NOT_RECORDED: _health_not_recorded,
    OutlierKind.ONE_LEGAL_STATUS_FOR_ALL: _one_legal_status_for_all,
}
