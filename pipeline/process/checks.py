"""The checks of sql/checks/: queries whose rows offend. Some are made anew for every table of cells.

A file directly in the folder is one check. A file in ``sql/checks/cells/`` is a check of each table of cells that there
is, so that none can be forgotten. It reads ``these_cells``, with the columns of three breakdowns and their ``number``,
and ``these_histograms``, the breakdowns among them into whole numbers, which are in no tree of categories.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.foundation.stages import SQL, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Model, Models
from pipeline.process.models_read import load_models
from pipeline.process.selects_read import selects_read
from pipeline.process.sql_files import ModelRefused, header_and_query

SEVERITIES = ("error", "warning")
STAND_INS = "these_cells AS (SELECT 1 AS number), these_histograms AS (SELECT '' AS breakdown)"
THREE = tuple(f"{name}{end}" for end in ("", "_2", "_3") for name in ("breakdown", "category"))


@dataclass(frozen=True)
class Check:
    """A query that returns the rows that offend; ``severity`` is 'error' or 'warning'; it runs after ``stage``."""

    name: str
    what: str
    severity: str
    stage: Stage
    query: str
    reads: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class CheckResult:
    """What a check returned: its columns and offending rows; none means it passed."""

    check: Check
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def passed(self) -> bool:
        """Whether no row offends."""
        return not self.rows


def load_checks(folder: Path = SQL / "checks", models: Models | None = None) -> tuple[Check, ...]:
    """Every check: the files directly in ``folder``, and those of its folder cells for each table of cells.

    ``models`` are those of sql/ where none are given. The checks of a return, in other folders, are its reader's.
    """
    files = sorted([*folder.glob("*.sql"), *(folder / "cells").glob("*.sql")])
    texts = tuple((path, path.read_text(encoding="utf-8")) for path in files)
    return _checks_of(texts, folder, (models or load_models()).chosen(schemas=[Stage.CELLS.value]))


@lru_cache(maxsize=4)  # a run asks for the same ones at every stage
def _checks_of(texts: tuple[tuple[Path, str], ...], folder: Path, tables: tuple[Model, ...]) -> tuple[Check, ...]:
    alone = [_read(path, text, of_cells=False)[0] for path, text in texts if path.parent == folder]
    for model in tables:
        if model.checked_by and model.checked_by not in {check.name for check in alone}:
            raise ModelRefused(f"{model.path}: checked by {model.checked_by}, and sql/checks has no such file.")
    of_cells = [check for path, text in texts if path.parent != folder for check in _of_each(path, text, tables)]
    selects_read().keep()
    return (*alone, *of_cells)


def run_check(warehouse: Warehouse, check: Check) -> CheckResult:
    """Run a check; its rows are those that offend."""
    answer = warehouse.connection.execute(check.query)
    return CheckResult(check, tuple(column[0] for column in answer.description or ()), tuple(answer.fetchall()))


def _of_each(path: Path, text: str, tables: tuple[Model, ...]) -> Iterator[Check]:
    # Read once: the tables differ in nothing that is refused, and there are many of them.
    pattern, query = _read(path, text, of_cells=True)
    for model in tables:
        if not model.checked_by:
            yield replace(
                pattern,
                name=f"{Stage.CELLS.value}.{path.stem}_of_{model.name.removeprefix('cells.')}",
                what=f"{model.name}: {pattern.what}",
                query=_over(_these_cells(model), query),
                reads=(model.name, *pattern.reads),
            )


def _over(these_cells: str, query: str) -> str:
    return f"WITH {these_cells}, offending AS ({query}) SELECT * FROM offending"


def _these_cells(model: Model) -> str:
    """The cells of a table as the checks of all tables read them, and which of its breakdowns are histograms."""
    columns = [column if column in model.grain else f"'' AS {column}" for column in THREE]
    number = next(column for column in model.columns if column not in model.grain)
    histograms = " UNION ALL ".join(f"SELECT '{name}' AS breakdown" for name in ("", *model.histograms))
    cells = f"SELECT collection_year, la_code, {', '.join(columns)}, {number} AS number FROM {model.name}"
    return f"these_cells AS ({cells}), these_histograms AS ({histograms})"


def _read(path: Path, text: str, *, of_cells: bool) -> tuple[Check, str]:
    """The check of a file, and its SELECT as it stands there; one of cells reads the tables that stand for theirs."""
    header, query = header_and_query(path, text, required=("what", "severity", "stage"))
    if header["severity"] not in SEVERITIES:
        raise ModelRefused(f"{path}: severity is {header['severity']!r}. Write one of {', '.join(SEVERITIES)}.")
    if header["stage"] not in {stage.value for stage in Stage}:
        raise ModelRefused(f"{path}: stage is {header['stage']!r}. Write one of {', '.join(s.value for s in Stage)}.")
    read = selects_read().read(_over(STAND_INS, query) if of_cells else query, path)
    stage = Stage(header["stage"])
    return Check(path.stem, header["what"], header["severity"], stage, query, read.tables, path), query
