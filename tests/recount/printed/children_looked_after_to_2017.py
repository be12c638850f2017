"""The releases of children looked after of 2014 to 2017: underlying files and the workbooks of that time."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

from . import underlying_files
from .comparison import Recount, Result
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Form
from .tables_to_2017 import figure_of

SYMBOLS = {NOT_APPLICABLE: ".", NOT_AVAILABLE: "..", "negligible": "-"}


def _forms(round_authorities_to: int) -> dict[str, Form]:
    above = Form(10, symbols=SYMBOLS, keeps_noughts=True)
    return {
        "National": replace(above, is_england=True),
        "Regional": above,
        "Local authority": replace(above, round_to=round_authorities_to),
    }


def region_codes(reference: Path) -> dict[str, str]:
    """The code of each region by its name in capitals."""
    with (reference / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["area_name"].upper(): row["area_code"] for row in csv.DictReader(file)}


def compare(recount: Recount, publish: Path, reference: Path) -> Result:
    """Compare every file and workbook of a release."""
    result = compare_underlying_files(replace(recount, forms=_forms(1)), publish, reference)
    result.add(compare_workbooks(replace(recount, forms=forms_of_tables()), publish))
    return result


def compare_underlying_files(recount: Recount, publish: Path, reference: Path) -> Result:
    """Compare every number of every underlying file."""
    result, regions = Result(), region_codes(reference)
    for path in sorted((publish / "data").glob("SFR*.csv")):
        if path.stem.endswith("_metadata"):
            continue
        kind = re.sub(r"(_?)20\d\d$", r"\1", path.stem.split("_", 1)[1])
        for row in underlying_files.rows_of(path, regions):
            for column, printed in row.printed.items():
                recount.judge(
                    result, path.stem, row, column, printed, partial(underlying_files.figure_of, kind, column, row.year)
                )
    return result


def forms_of_tables() -> dict[str, Form]:
    """England and regions to the nearest 10, authorities to the nearest 5."""
    return {level: replace(form, keeps_noughts=False) for level, form in _forms(5).items()}


def compare_workbooks(recount: Recount, publish: Path) -> Result:
    """Compare every cell of every workbook."""
    result = Result()
    for path in sorted((publish / "tables").glob("*.xlsx")):
        result.add(recount.compare_tables(path, figure_of))
    return result
