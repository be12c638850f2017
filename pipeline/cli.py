"""The command line ``sfr``: results to standard output, progress to standard error, an exit code for each outcome."""

from __future__ import annotations

import dataclasses
import gc
import itertools
import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.consult.commands import app as preview_app
from pipeline.foundation.extras import naming_what_lacks
from pipeline.foundation.stages import UsageError, UserError

app = typer.Typer(
    name="sfr",
    help="First Release: from local authorities' returns to children's social care statistical releases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(preview_app, name="preview")
progress = Console(stderr=True)
results = Console(soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")]


def print_json(content: Any) -> None:
    """Write JSON to standard output, undecorated."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def years_between(text: str) -> list[int]:
    """Collection years from ``2024`` or ``2022-2024``; raises UsageError for anything else."""
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise UsageError(f"--years {text!r} is not a year or a range; write 2024 or 2022-2024.")
    years = list(range(int(first), int(last or first) + 1))
    if not years:
        raise UsageError(f"--years {text!r} ends before it begins; write the earlier year first.")
    return years


@app.command()
def synthesise(
    years: Annotated[str, typer.Option(help="Collection years, as 2024 or 2022-2024 (2014 to 2025).")],
    out: Annotated[Path, typer.Option(help="Folder for the returns; they go to <out>/<return>/<year>/<la_code>/.")],
    scale: Annotated[float, typer.Option(help="Share of England's size; 0.1 makes a tenth of the children.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    las: Annotated[str, typer.Option(help="Only these local authorities, as 201,301.")] = "",
    plant_defects: Annotated[bool, typer.Option(help="Plant known defects and list them in the ledger.")] = False,
    omit: Annotated[str, typer.Option(help="Leave out authorities or items, as 370 or 370:OC3;Missing,201.")] = "",
    dummy_codes: Annotated[
        bool, typer.Option(help="Give the authorities dummy codes, for suppliers' test data.")
    ] = False,
    return_name: Annotated[
        str, typer.Option("--return", help="Which return: ssda903, cin, adoption_quarterly, staying_put or attainment.")
    ] = "ssda903",
    as_json: Json = False,
) -> None:
    """Write a synthetic England's returns.

    Example: sfr synthesise --years 2022-2024 --out data/england
    """
    from pipeline.synthetic.registry import synthesise_return

    codes = [code.strip() for code in las.split(",") if code.strip()]
    options = {"plant_defects": plant_defects, "omit": omit, "dummy_codes": dummy_codes}
    asked = {"years": years_between(years), "out": out, "scale": scale, "seed": seed, "las": codes}
    summary = synthesise_return(return_name, options, **asked, report=progress.print)
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words())


@app.command()
def check(
    path: Annotated[
        Path,
        typer.Argument(
            help="Folder with one local authority's return, or a single file of it: CSV files or one XML document for "
            "ssda903, one XML document for cin, a workbook for staying_put, a workbook or CSV file for attainment."
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
    show_all: Annotated[
        bool, typer.Option("--all", help="List every finding, not the first few of each rule.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check one local authority's return before it is sent: findings by file, line and rule, then its indicators.

    The indicators are those of the performance tables, from the folder or XML of an ssda903 return: of the year alone,
    and with --earlier of three years added up. Exits with 1 when there is an error among the findings, else 0.

    Example: sfr check returns/2024 --return ssda903 --year 2024 --la 201 --earlier returns/2023 --earlier returns/2022
    """
    from pipeline.consult.check_words import findings_in_words, headlines_in_words, indicators_in_words
    from pipeline.consult.checked_return import check_and_count

    checked = check_and_count(path, year, la, returns, earlier or (), quarter, out)
    report, headlines, figures = checked.report, checked.headlines, checked.figures
    if as_json:
        counts = {one.label: one.value for one in headlines}
        indicators = [dataclasses.asdict(one) for one in figures]
        print_json({**dataclasses.asdict(report), "headlines": counts, "indicators": indicators})
    else:
        found = findings_in_words(report, show_all=show_all)
        for line in itertools.chain(headlines_in_words(headlines), found, indicators_in_words(figures)):
            results.print(line, highlight=False)
    if not report.is_clean:
        raise typer.Exit(1)


@app.command()
def release(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="For example children-looked-after.")],
    returns: Annotated[Path, typer.Option(help="Folder with <return>/<year>/<la_code>/ in it.")],
    out: Annotated[Path, typer.Option(help="Folder for releases; this one goes to <out>/<release>/<year>[-part]/.")],
    year: Annotated[int, typer.Option(help="The release's year: 2024 publishes the year to 31 March 2024.")] = 0,
    part: Annotated[
        str, typer.Option(help="september or december, for releases that leave in parts; q1 to q4 for quarterly ones.")
    ] = "",
    period: Annotated[str, typer.Option(help="In place of --year and --part: 2024, or 2022-23-Q4.")] = "",
    engine: Annotated[str, typer.Option(help="Where the models run: duckdb.")] = "duckdb",
    earlier: Annotated[
        list[Path] | None, typer.Option(help="A release folder that readers already have; may be given several times.")
    ] = None,
    all_earlier: Annotated[
        bool, typer.Option("--all-earlier", help="Readers have every release in --out that shows the same counts.")
    ] = False,
    supersedes: Annotated[
        list[Path] | None,
        typer.Option(help="The folder that this release goes to, where readers have what is in it: it is kept, dated."),
    ] = None,
    not_published: Annotated[
        list[Path] | None,
        typer.Option(help="A release in --out that was never published: it is removed; may be given several times."),
    ] = None,
    populations: Annotated[
        str, typer.Option(help="edition, for those that the year's own edition used, or latest, for rates as of now.")
    ] = "edition",
    accept_coverage: Annotated[
        bool,
        typer.Option("--accept-coverage", help="Publish though fewer returns came than release.toml asks for."),
    ] = False,
    accept_told: Annotated[
        bool, typer.Option("--accept-told", help="Publish though figures tell small counts: what adds up is chance.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish one release, protected together with those that readers have.

    A release in --out that shows the same counts is refused until you say what it is: --earlier, --supersedes or
    --not-published. Superseded ones, and September for December, need not be said.

    Example: sfr release children-looked-after --year 2024 --returns data/england --out releases
    """
    from pipeline.runs.release import publish_release
    from pipeline.runs.run import ReleaseRun, year_and_part

    if engine != "duckdb":
        raise UsageError(f"--engine {engine!r} is not known; use duckdb.")
    if populations not in ("edition", "latest"):
        raise UsageError(f"--populations {populations!r} is not known; use edition or latest.")
    run = ReleaseRun(
        name,
        *year_and_part(year, part, period),
        returns,
        out,
        tuple(earlier or ()),
        accept_coverage=accept_coverage,
        latest_populations=populations == "latest",
        supersedes=tuple(supersedes or ()),
        not_published=tuple(not_published or ()),
        all_earlier=all_earlier,
        accept_told=accept_told,
    )
    summary = publish_release(run, report=progress.print)
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words())


@app.command()
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


@app.command()
def explain(
    cell: Annotated[
        str, typer.Argument(help="A published cell, as LAA1!D14 or data_set:2024:301:characteristic=item.")
    ],
    release_dir: Annotated[Path, typer.Option("--release", help="The release folder the cell is in.")],
    records: Annotated[bool, typer.Option(help="List the counted records (restricted: file and line only).")] = False,
    as_json: Json = False,
) -> None:
    """Trace one published cell back to its model, its definition and its counted records."""
    from pipeline.runs.explain import explain_cell

    explanation = explain_cell(cell, release_dir, with_records=records)
    if as_json:
        print_json(explanation.as_dict())
    else:
        results.print(explanation.in_words())


@app.command()
def compare(
    old_dir: Annotated[Path, typer.Argument(help="The earlier release folder.")],
    new_dir: Annotated[Path, typer.Argument(help="The later release folder.")],
    as_json: Json = False,
) -> None:
    """List the revisions between two releases: figures of the same year that changed."""
    from pipeline.runs.compare import compare_releases

    report = compare_releases(old_dir, new_dir)
    if as_json:
        print_json(report.as_dict())
    else:
        results.print(report.in_words())


def _stop(error: UserError) -> NoReturn:
    progress.print(f"[bold red]Stopped:[/] {escape(str(error))}", markup=True, highlight=False)
    raise SystemExit(error.exit_code)


def main() -> None:
    """Run the command line; what a user caused ends in a sentence and an exit code, never a traceback."""
    # Of the millions of objects of a release hardly any is garbage before its end; looking for it takes time.
    gc.set_threshold(100_000, 50, 100)
    try:
        with naming_what_lacks():
            app()
    except UserError as error:
        _stop(error)
