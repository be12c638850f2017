"""Which years of a returns folder are used: those asked for, as far as the return's specification knows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.collect.specification import load_specification


def years_in(root: Path) -> set[int]:
    """The years for which a return has a folder."""
    if not root.is_dir():
        return set()
    return {int(path.name) for path in root.iterdir() if path.is_dir() and path.name.isascii() and path.name.isdigit()}


def years_used(return_name: str, found: Iterable[int], first: int, last: int) -> tuple[list[int], list[int]]:
    """The years from ``first`` to ``last`` that are read, and those passed over since their layout is not known.

    The last is always read: a year that cannot be published has to be refused, not left out.
    """
    specification = load_specification(return_name)
    wanted = sorted(year for year in found if first <= year <= last)
    read = [year for year in wanted if year == last or specification.covers(year)]
    return read, [year for year in wanted if year not in read]


def passed_over_in_words(return_name: str, years: Iterable[int]) -> str:
    """What is said of years that were passed over."""
    return (
        f"{return_name}: the returns of {', '.join(map(str, years))} were passed over, "
        "since their layout is not known. "
        "What looks back on them is not available."
    )
