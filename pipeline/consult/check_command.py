"""The command ``sfr check``: one return before it is sent, once or again with every change."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.foundation.interruptions import StopSignal
from pipeline.foundation.stages import UserError

if TYPE_CHECKING:
    from pipeline.consult.checked_return import Given
    from pipeline.runs.check import CheckReport


def check(
    path: Annotated[
        Path,
        typer.Argument(
            help="Folder or zip file with one local authority's return, or a single file of it: CSV files or one XML "
            "document for ssda903, one XML document for cin, a workbook for staying_put, a workbook or CSV file for "
            "attainment."
        ),
    ],
    returns: Annotated[str, typer.Option("--return", help="Which return: ssda903, cin, staying_put or attainment.")],
    year: Annotated[int, typer.Option(help="Collection year: 2024 is 1 April 2023 to 31 March 2024.")],
    la: Annotated[str, typer.Option(help="The authority's 3-digit code, that of an agency, or a dummy code.")],
    quarter: Annotated[int, typer.Option(help="Of a quarterly return: 4 is the last quarter of the year.")] = 0,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder or XML of the return of the year before, then again of the one before that: for "
            "indicators, and for who is gone since and what differs."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="File for the findings, one a row with the child's identifier: .csv, .xlsx or .html. For your own "
            "machine: it names children."
        ),
    ] = None,
    derived: Annotated[
        Path | None,
        typer.Option(
            help="File for what is derived of each record (distance, period of care, placement, cohorts): .csv or "
            ".xlsx. It names children too."
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(help="Findings that --out wrote as .csv before: says what is mended, new and left since."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file of the return changes, until Ctrl+C.")
    ] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="List every finding, not the first few of each rule.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")] = False,
) -> None:
    """Check one local authority's return before it is sent: findings by file, line and rule, then its indicators.

    The indicators are those of the performance tables, from the folder or XML of an ssda903 return: of the year alone,
    and with --earlier of three years added up. Exits with 1 when there is an error among the findings, else 0.

    Example: sfr check returns/2024 --return ssda903 --year 2024 --la 201 --earlier returns/2023 --earlier returns/2022
    """
    from pipeline.consult.checked_return import Given
    from pipeline.runs.returns_fetched import returns_in

    def once(*, findings_first: bool = False) -> bool:
        with returns_in(str(path)) as sent:
            given = Given(sent, year, la, returns, quarter, earlier or (), out, derived, compare)
            return _check_and_tell(given, show_all=show_all, as_json=as_json, findings_first=findings_first)

    # What changes while the first check runs, or while it is read, is a change too.
    lying = as_they_lie(path) if watch else ()
    is_clean = once()
    if watch:
        for _ in changes_of(path, lying):
            try:
                # Who mends a finding waits for whether it is gone, and not for the counts.
                is_clean = once(findings_first=True)
            except UserError as error:  # a file that is being written, or is gone for a moment
                Console(stderr=True).print(str(error), style="red", highlight=False, markup=False)
    if not is_clean:
        raise typer.Exit(1)


Lying = tuple[tuple[str, int, int], ...]


def changes_of(path: Path, lying: Lying, every: float = 0.1) -> Iterator[None]:
    """One after another, whenever a file of a folder, or the file, has come, gone or changed; until interrupted.

    ``lying`` are the files as they were looked at last (``as_they_lie``), ``every`` is in seconds.
    """
    with contextlib.suppress(KeyboardInterrupt, StopSignal):
        while True:
            found = as_they_lie(path)
            if found != lying:
                lying = found
                yield
            else:
                time.sleep(every)


def as_they_lie(path: Path) -> Lying:
    """Each file of a folder, or the file, with when it was written and its size."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    told = []
    for file in files:
        with contextlib.suppress(OSError):
            stat = file.stat()
            told.append((str(file), stat.st_mtime_ns, stat.st_size))
    return tuple(told)


def _check_and_tell(given: Given, *, show_all: bool, as_json: bool, findings_first: bool) -> bool:
    """Check once and print what is found, before the counts or after; returns whether nothing has to be corrected."""
    from pipeline.consult.check_words import findings_in_words, headlines_in_words, indicators_in_words
    from pipeline.consult.checked_return import check_and_count

    console = Console(soft_wrap=True)

    def tell(report: CheckReport) -> None:
        for line in findings_in_words(report, show_all=show_all):
            console.print(line, highlight=False)

    checked = check_and_count(given, tell) if findings_first and not as_json else check_and_count(given)
    report, headlines, figures = checked.report, checked.headlines, checked.figures
    compared = list(checked.comparison.in_words()) if checked.comparison else []
    if as_json:
        counts = {one.label: one.number for one in headlines}
        before = {one.label: one.number_before for one in headlines if one.before is not None}
        indicators = [dataclasses.asdict(one) for one in figures]
        content = {
            **dataclasses.asdict(report),
            "headlines": counts,
            "headlines_before": before,
            "indicators": indicators,
        }
        if checked.comparison:
            content["compared"] = {rule: dict(count) for rule, count in checked.comparison.by_rule.items()}
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        found = () if findings_first else findings_in_words(report, show_all=show_all)
        for line in itertools.chain(
            headlines_in_words(headlines), found, map(escape, compared), indicators_in_words(figures)
        ):
            console.print(line, highlight=False)
    if given.derived is not None:
        told = (
            f"not written: the return is {report.status}" if checked.derived is None else f"{checked.derived:,} records"
        )
        Console(stderr=True).print(f"{given.derived}: {told}", highlight=False, markup=False)
    return report.is_clean
