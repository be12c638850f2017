"""The command line ``sfr``: results to standard output, progress to standard error, an exit code for each outcome."""

from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.consult.check_command import check
from pipeline.consult.commands import app as preview_app
from pipeline.consult.specification_command import specification
from pipeline.foundation.extras import naming_what_lacks
from pipeline.foundation.interruptions import ending_in_words
from pipeline.foundation.stages import UsageError, UserError
from pipeline.foundation.working_folder import private_files

app = typer.Typer(
    name="sfr",
    help="First Release: from local authorities' returns to children's social care statistical releases.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(preview_app, name="preview")
app.command()(check)
app.command()(specification)
progress = Console(stderr=True)
errors = Console(stderr=True)
results = Console(soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")]


@app.callback()
def every_command(
    context: typer.Context,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only results and errors.")] = False,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Options of the commands may stand in first-release.toml: [release], returns = "data/england", and so on."""
    from pipeline.runs.defaults import FILE_NAME, read_defaults

    if show_version:
        results.print(f"First Release {version('first-release')}")
        raise typer.Exit
    progress.quiet = quiet
    if context.invoked_subcommand is None:
        results.print(context.get_help())
        raise typer.Exit(2)
    known = {name: [one.name or "" for one in command.params] for name, command in _commands(context).items()}
    context.default_map = read_defaults(Path.cwd() / FILE_NAME, known)


def _commands(context: typer.Context) -> dict[str, Any]:
    return dict(getattr(context.command, "commands", {}))


def _progress(log: Path, steps: Sequence[str]) -> Callable[[str], None]:
    """Plain lines; to somebody at a terminal also which step it is, and how long the rest took the last time."""
    from pipeline.runs.run_log import seconds_last_time, with_place

    return with_place(steps, seconds_last_time(log), progress.print) if progress.is_terminal else progress.print


def print_json(content: Any) -> None:
    """Write JSON to standard output, undecorated."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def years_between(text: str) -> list[int]:
    """Collection years from ``2024`` or ``2022-2024``; raises UsageError for anything else."""
    first, _, last = text.partition("-")
    if not re.fullmatch("[0-9]{4}(-[0-9]{4})?", text):
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
    plant_outliers: Annotated[
        bool, typer.Option(help="Plant returns that only their past or neighbours show to be odd.")
    ] = False,
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
    options = {
        "plant_defects": plant_defects, "plant_outliers": plant_outliers, "omit": omit, "dummy_codes": dummy_codes
    }  # fmt: skip
    asked = {"years": years_between(years), "out": out, "scale": scale, "seed": seed, "las": codes}
    summary = synthesise_return(return_name, options, **asked, report=progress.print)
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words())


@app.command()
def release(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="For example children-looked-after.")],
    returns: Annotated[
        str,
        typer.Option(
            help="Folder or zip file with <return>/<year>/<la_code>/ in it, or where that lies: s3://bucket/returns; "
            "or a database of tables such as ssda903_episodes: postgresql://host/name."
        ),
    ],
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
    signed: Annotated[
        Path | None,
        typer.Option(help="Sign-off file (yaml): warnings that are accepted, and decisions on figures."),
    ] = None,
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
    from pipeline.runs.release import STEPS_TOLD, publish_release
    from pipeline.runs.returns_fetched import returns_in
    from pipeline.runs.run import ReleaseRun, year_and_part
    from pipeline.runs.run_log import LOG

    if engine != "duckdb":
        raise UsageError(f"--engine {engine!r} is not known; use duckdb.")
    if populations not in ("edition", "latest"):
        raise UsageError(f"--populations {populations!r} is not known; use edition or latest.")
    with returns_in(returns, out) as folder:
        run = ReleaseRun(
            *(name, *year_and_part(year, part, period), folder, out, tuple(earlier or ())),
            accept_coverage=accept_coverage,
            latest_populations=populations == "latest",
            supersedes=tuple(supersedes or ()),
            not_published=tuple(not_published or ()),
            all_earlier=all_earlier,
            signed=signed,
            accept_told=accept_told,
        )
        summary = publish_release(run, report=_progress(run.folder / "restricted" / LOG, STEPS_TOLD))
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words())


@app.command()
def quality(
    release_dir: Annotated[Path, typer.Argument(help="A release folder, with the warehouse of its run beside it.")],
    earlier: Annotated[
        list[Path] | None, typer.Option(help="A release before it, to measure revisions against; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report, written anew: it is restricted, and names children.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the warnings on a release, and where its quality report is.

    Every run leaves the report in restricted/quality/: open index.html there.
    """
    from pipeline.runs.quality import quality_of

    summary = quality_of(release_dir, out, earlier or ())
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words(), markup=False, highlight=False)


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
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page to this file instead.")] = None,
    as_json: Json = False,
) -> None:
    """Trace one published cell back to its model, its definition and its counted records.

    Example: sfr explain 'LAA5!G20' --release releases/children-looked-after/2024
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


@app.command()
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


@app.command()
def reproduce(
    manifest: Annotated[Path, typer.Argument(help="The manifest.json of a release, or its folder.")],
    returns: Annotated[Path, typer.Option(help="The returns that it was made from.")],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="A release that it was protected together with; may be given several times."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a release again from its returns, aside, and say whether every file has the same bytes.

    Exits with 1 when one has not.
    """
    from pipeline.runs.reproduce import reproduce as make_again

    found = make_again(manifest, returns, earlier or (), report=progress.print)
    if as_json:
        print_json(found.as_dict())
    else:
        results.print(found.in_words())
    if not found.is_same:
        raise typer.Exit(1)


@app.command("list")
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


def _stop(error: UserError) -> NoReturn:
    errors.print(f"[bold red]Stopped:[/] {escape(str(error))}", markup=True, highlight=False)
    raise SystemExit(error.exit_code)


def main() -> None:
    """Run the command line; what a user caused ends in a sentence and an exit code, never a traceback."""
    # Of the millions of objects of a release hardly any is garbage before its end; looking for it takes time.
    gc.set_threshold(100_000, 50, 100)
    try:
        with private_files(), ending_in_words(), naming_what_lacks():
            app()
    except UserError as error:
        _stop(error)
