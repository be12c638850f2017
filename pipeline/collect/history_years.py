"""Which years of a returns folder are used: those asked for, as far as the return's specification knows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.collect.folders import refuse_link
from pipeline.collect.specification import load_specification
from pipeline.reference.periods import period_named, period_of, year_of


def years_in(returns_folder: Path, return_name: str) -> set[int]:
    """The years, or quarters, for which a return has a folder. Raises UnreadableInput for a link in place of one."""
    root = returns_folder / return_name
    refuse_link(root)
    depth = "*/*" if load_specification(return_name).is_quarterly else "*"
    found = {path: period_named(" ".join(path.relative_to(root).parts)) for path in root.glob(depth) if path.is_dir()}
    for path in (path for path, period in found.items() if period is not None):
        refuse_link(path)
    return {period.collection_year for period in found.values() if period is not None}


def years_used(return_name: str, found: Iterable[int], first: int, last: int) -> tuple[list[int], list[int]]:
    """The years from ``first`` to ``last`` that are read, and those passed over since their layout is not known.

    Of a return by quarters, those of the years from ``first`` on. The last is always read: one that cannot be published
    has to be refused, not left out.
    """
    specification = load_specification(return_name)
    wanted = sorted(year for year in found if first <= year_of(year) and year <= last)
    read = [year for year in wanted if year == last or specification.covers(year)]
    return read, [year for year in wanted if year not in read]


def passed_over_in_words(return_name: str, years: Iterable[int]) -> str:
    """What is said of years that were passed over."""
    return (
        f"{return_name}: the returns of {', '.join(str(period_of(year)) for year in years)} were passed over, "
        "since their layout is not known. "
        "What looks back on them is not available."
    )
