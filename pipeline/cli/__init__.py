"""The command line ``sfr``: results to standard output, progress to standard error, an exit code for each outcome."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape

from pipeline.cli.asking import audit, compare, explain, list_what_there_is, quality
from pipeline.cli.making import backfill, release, reproduce, synthesise
from pipeline.cli.terminal import errors, progress, results
from pipeline.consult.check_command import check
from pipeline.consult.commands import app as preview_app
from pipeline.consult.specification_command import specification
from pipeline.foundation.extras import naming_what_lacks
from pipeline.foundation.interruptions import ending_in_words
from pipeline.foundation.stages import UserError
from pipeline.foundation.working_folder import private_files

app = typer.Typer(
    name="sfr",
    help="First Release: from local authorities' returns to children's social care statistical releases.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (synthesise, check, specification, release, backfill, reproduce, quality, audit, explain, compare):
    app.command()(command)
app.command("list")(list_what_there_is)
app.add_typer(preview_app, name="preview")


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
    known = {name: _typed(command.params) for name, command in _commands(context).items()}
    context.default_map = read_defaults(Path.cwd() / FILE_NAME, known)


def _commands(context: typer.Context) -> dict[str, Any]:
    return dict(getattr(context.command, "commands", {}))


def _typed(parameters: Iterable[Any]) -> dict[str, str]:
    """Each option as it is typed, without the dashes before it and with any within as ``_``, and what it is called."""
    return {name.lstrip("-").replace("-", "_"): one.name for one in parameters for name in one.opts}


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
