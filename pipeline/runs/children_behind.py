"""The children behind a warning: one file each, in the restricted half alone, readable by its owner."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.analyse.figures import Shown
from pipeline.design.statistic import COUNT
from pipeline.disseminate.quality.warnings import QualityWarning
from pipeline.foundation.stages import UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.written_rows import write_rows
from pipeline.reference.periods import period_of
from pipeline.runs.counted_records import counted_children

CHILDREN = "children"
COLUMNS = ("period", "file", "line_or_element", "child", "child_also_in")


def write_children(
    warehouse: Warehouse, folder: Path, warnings: Iterable[QualityWarning], periods: Iterable[int]
) -> dict[str, int]:
    """Write a file for each warning that has children behind it: the records of its chief figure in these periods.

    So whoever looks for a change sees who is counted now and who was before: the last column names the other periods in
    which the child is counted, and those of whom it is empty came or went. Returns how many records each file has;
    warnings of figures whose models keep no records have none.
    """
    written: dict[str, int] = {}
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / CHILDREN).mkdir(mode=0o700, exist_ok=True)
    wanted = list(periods)
    for one in warnings:
        if not one.has_children:
            continue
        try:
            counted = {
                str(period_of(period)): counted_children(
                    warehouse, Shown(COUNT, one.measure, period, one.la_code, one.key)
                )
                for period in wanted
            }
        except UnreadableInput:  # the models of the measure keep no place of its records
            continue
        children = {period: {child for *_, child in records if child} for period, records in counted.items()}
        rows = [
            (period, *record, "; ".join(of for of in counted if of != period and record[-1] in children[of]))
            for period, records in counted.items()
            for record in records
        ]
        path = folder / CHILDREN / f"{one.id}.csv"
        path.touch(mode=0o600)
        written[one.id] = write_rows(path, COLUMNS, rows)
    return written
