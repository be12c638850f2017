"""The commands that ask something of releases: their quality, safety, figures and revisions, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.terminal import Json, print_json, results


def quality(
    release_dir: Annotated[Path, typer.Argument(help="A release folder, with the warehouse of its run beside it.")],
    earlier: Annotated[
        list[Path] | None, typer.Option(help="A release before it, to measure revisions against; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report, written anew: it is restricted, and names children.")
    ] = None,
    commentaries: Annotated[
        Path | None, typer.Option(help="What authorities say of their figures: the file of sfr preview commentaries.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the warnings on a release, and where its quality report is.

    Every run leaves the report in restricted/quality/: open index.html there.
    """
    from pipeline.runs.quality import quality_of

    summary = quality_of(release_dir, out, earlier or (), commentaries)
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words(), markup=False, highlight=False)


def audit(
    release_dir: Annotated[Path, typer.Argument(help="A release folder; only its publish/ part is read.")],
    earlier: Annotated[
        list[Path] | None, typer.Option(help="An earlier release that a reader has too; may be given several times.")
    ] = None,
    by_figures: Annotated[
        bool, typer.Option(help="Also believe what adds up in the figures by itself, declared or not. Takes minutes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Attack a release from its published files alone: which suppressed figures can a stranger work out?

    Exits with 1 when a suppressed figure can be worked out.
    """
    from pipeline.runs.audit import audit_release

    report = audit_release(release_dir, earlier or (), by_figures=by_figures)
    if as_json:
        print_json(report.as_dict())
    else:
        results.print(report.in_words())
    if not report.is_safe:
        raise typer.Exit(1)


def explain(
    cell: Annotated[
        str, typer.Argument(help="A published cell, as LAA1!D14 or data_set:2024:301:characteristic=item.")
    ],
    release_dir: Annotated[Path, typer.Option("--release", help="The release folder the cell is in.")],
    records: Annotated[bool, typer.Option(help="List the counted records (restricted: file and line only).")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page to this file instead.")] = None,
    as_json: Json = False,
) -> None:
    """Trace one published cell back to its model, its definition and its counted records.

    Example: sfr explain 'LAA5!G21' --release releases/children-looked-after/2024
    """
    from pipeline.runs.explain import explain_cell, write_page

    explanation = explain_cell(cell, release_dir, with_records=records)
    if html is not None:
        write_page(explanation, html)
        results.print(f"{html} explains {explanation.cell}.")
    elif as_json:
        print_json(explanation.as_dict())
    else:
        results.print(explanation.in_words())


def compare(
    old_dir: Annotated[Path, typer.Argument(help="The earlier release folder.")],
    new_dir: Annotated[Path, typer.Argument(help="The later release folder.")],
    out: Annotated[
        Path | None, typer.Option(help="Write every revision to this file: .csv, or .html for a page.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the revisions between two releases: figures of the same year that changed, by area and cause."""
    from pipeline.runs.compare import compare_releases

    report = compare_releases(old_dir, new_dir)
    if out is not None:
        report.write(out)
        results.print(report.summary())
    elif as_json:
        print_json(report.as_dict())
    else:
        results.print(report.in_words())


def list_what_there_is(
    name: Annotated[str, typer.Argument(help="A release; without one, all releases are listed.")] = "",
    year: Annotated[int, typer.Option(help="Its edition; the latest, if it is not given.")] = 0,
    as_json: Json = False,
) -> None:
    """List the releases with their editions, or the data sets and tables of one.

    Example: sfr list children-looked-after --year 2016
    """
    from pipeline.runs.listing import in_columns, rows_of

    rows = rows_of(name, year)
    if as_json:
        print_json(rows)
    else:
        results.print(in_columns([tuple(map(str, row.values())) for row in rows]), highlight=False)
