"""What underlying files of 2010 to 2017 called areas otherwise than today's files do."""

from __future__ import annotations

import csv
from functools import cache

from pipeline.foundation.stages import REFERENCE


def area_code_of(la_code: str) -> str:
    """The code by which figures are asked for of the area that an underlying file calls ``la_code``."""
    return next((code for code, then in areas_then().items() if then["la_code"] == la_code), la_code)


@cache
def areas_then() -> dict[str, dict[str, str]]:
    """What underlying files called areas otherwise than today's files do, by area code."""
    with (REFERENCE / "underlying_areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["area_code"]: row for row in csv.DictReader(file)}
