"""The lists of suppressed figures with reasons and whom second cells protect: in the warehouse and ``restricted/``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas

from pipeline.analyse.figures import Shown
from pipeline.foundation.numbers import Key, Reason, Structural
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.written_rows import write_rows
from pipeline.protect.attack.audit import AuditReport
from pipeline.protect.attack.insiders import InsidersReport

PLACE = ("measure", "collection_year", "area_code", "breakdown_key")
SUPPRESSED_COLUMNS = ("statistic", *PLACE, "of_measure", "of_key", "quantile", "reason")
PROTECTS_COLUMNS = (*PLACE, *(f"for_{column}" for column in PLACE))
VARCHAR = "''::VARCHAR"
REASONS = {
    Reason.PRIMARY: "small count",
    Reason.SECONDARY: "would give a small count away",
    Reason.FOLLOWS: "follows the counts it comes from",
    Reason.FAMILY: "hidden as the department hides it, and no small count",
}
"""Why a figure is suppressed, in the words of ``restricted/`` and ``sfr explain``."""


def store_suppressed(warehouse: Warehouse, suppressed: Mapping[Shown, str], protects: Mapping[Key, Key]) -> None:
    """Keep the suppressed figures in ``protected.suppressed`` and whom they protect in ``protected.second_cells``."""
    _store(warehouse, "protected.suppressed", SUPPRESSED_COLUMNS, _suppressed_rows(suppressed))
    _store(warehouse, "protected.second_cells", PROTECTS_COLUMNS, _protects_rows(protects))


def write_suppressed(restricted: Path, suppressed: Mapping[Shown, str], protects: Mapping[Key, Key]) -> None:
    """Write ``suppressed_figures.csv`` and ``second_cells.csv``."""
    write_rows(restricted / "suppressed_figures.csv", SUPPRESSED_COLUMNS, _suppressed_rows(suppressed))
    write_rows(restricted / "second_cells.csv", PROTECTS_COLUMNS, _protects_rows(protects))


def write_audit(
    restricted: Path, report: AuditReport, structural: Iterable[Structural], insiders: InsidersReport
) -> None:
    """Write what the audit leaves of each count, and the small counts that no suppression protects in full.

    ``insider_exceptions.csv`` has those of others that an authority knows by its own counts, and nothing could keep.
    """
    write_rows(
        restricted / "audit_intervals.csv",
        (*PLACE, "lower", "upper", "settled"),
        ((*one.key[:4], one.lower, one.upper, one.settled) for one in report.intervals),
    )
    write_rows(
        restricted / "structural_exceptions.csv",
        (*PLACE, "lower", "upper", "reason"),
        ((*one.key[:4], one.lower, one.upper, one.reason) for one in structural),
    )
    write_rows(
        restricted / "insider_exceptions.csv",
        ("insider_area_code", *PLACE, "lower", "upper"),
        ((insider, *one.key[:4], one.lower, one.upper) for insider, one in insiders.structural),
    )


def _suppressed_rows(suppressed: Mapping[Shown, str]) -> list[tuple[object, ...]]:
    """Every suppressed figure in the columns of SUPPRESSED_COLUMNS, in order."""
    return [
        (shown.statistic, *shown.place, shown.key, shown.of_measure, shown.of_key, shown.quantile, reason)
        for shown, reason in sorted(suppressed.items())
    ]


def _protects_rows(protects: Mapping[Key, Key]) -> list[tuple[object, ...]]:
    """Every count suppressed for another's sake and that other one, in the columns of PROTECTS_COLUMNS, in order.

    Keys of earlier releases, which nobody can name among this one's figures, are left out.
    """
    return [
        (*second[:4], *other[:4]) for second, other in sorted(protects.items()) if not (second.vintage or other.vintage)
    ]


def _store(warehouse: Warehouse, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    kinds = ", ".join(f"{0 if name.endswith('collection_year') else VARCHAR} AS {name}" for name in columns)
    warehouse.replace_table(table, f"SELECT {kinds} LIMIT 0")
    if rows:
        frame = pandas.DataFrame(rows)  # DuckDB reads the frame by its name; row by row it would take a minute
        warehouse.connection.execute(f"INSERT INTO {table} SELECT * FROM frame")
        del frame
