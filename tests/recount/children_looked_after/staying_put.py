"""Recounts the staying put return: each authority's figures, read from its workbook."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from .tally import Tally

YEARS = (2014, 2015)
MEASURE = "left_care_on_18th_birthday"


def count_staying_put(tally: Tally, returns: Path, year: int) -> None:
    """Add what every authority sent for a year; meant for workbooks with a row of headings and one of figures."""
    if year not in YEARS:
        return
    for path in sorted((returns / "staying_put" / str(year)).glob("*/*.xlsx")):
        rows = list(load_workbook(path, read_only=True).active.iter_rows(values_only=True))
        headings, figures = rows[0], rows[-1]
        left = _figure(headings, figures, "left care")
        stayed = _figure(headings, figures, "remaining")
        tally.add(path.parent.name, MEASURE, {}, amount=left)
        for staying_put, number in (
            ("with_former_foster_carers", stayed),
            ("not_with_former_foster_carers", left - stayed),
        ):
            tally.counts[path.parent.name, MEASURE, "staying_put", staying_put, "", "", "", ""] += number


def _figure(headings: tuple[object, ...], figures: tuple[object, ...], words: str) -> int:
    return next(
        int(str(figure)) for heading, figure in zip(headings, figures, strict=True) if words in str(heading).lower()
    )
