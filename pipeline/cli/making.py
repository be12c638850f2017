"""The commands that make something: returns of a synthetic England, a release, and a release again."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.terminal import Json, print_json, progress, progress_of, results
from pipeline.foundation.stages import UsageError


def years_between(text: str) -> list[int]:
    """Collection years from ``2024`` or ``2022-2024``; raises UsageError for anything else."""
    first, _, last = text.partition("-")
    if not re.fullmatch("[0-9]{4}(-[0-9]{4})?", text):
        raise UsageError(f"--years {text!r} is not a year or a range; write 2024 or 2022-2024.")
    years = list(range(int(first), int(last or first) + 1))
    if not years:
        raise UsageError(f"--years {text!r} ends before it begins; write the earlier year first.")
    return years


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
        str,
        typer.Option(
            "--return",
            help="Which return: ssda903, cin, workforce, adoption_quarterly, pupils, staying_put or attainment.",
        ),
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
    engine: Annotated[str, typer.Option(help="Where the models run: duckdb, or spark (an extra).")] = "duckdb",
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
    cache: Annotated[
        Path | None,
        typer.Option(help="Folder for what runs work out and later ones may use; .kept in --out if not given."),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Make everything again, and use and keep nothing of other runs.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish one release, protected together with those that readers have.

    A release in --out that shows the same counts is refused until you say what it is: --earlier, --supersedes or
    --not-published. Superseded ones, and September for December, need not be said.

    Example: sfr release children-looked-after --year 2024 --returns data/england --out releases
    """
    from pipeline.runs.release import STEPS_TOLD
    from pipeline.runs.returns_fetched import returns_in
    from pipeline.runs.run import ENGINES, ReleaseRun, year_and_part
    from pipeline.runs.run_log import LOG
    from pipeline.runs.unchanged import publish_unless_unchanged

    if engine not in ENGINES:
        raise UsageError(f"--engine {engine!r} is not known; use {' or '.join(ENGINES)}.")
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
            engine=engine,
        )
        report = progress_of(run.folder / "restricted" / LOG, STEPS_TOLD)
        summary = publish_unless_unchanged(run, report=report, cache=cache, afresh=no_cache)
    if as_json:
        print_json(summary.as_dict())
    else:
        results.print(summary.in_words())


def backfill(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="For example children-looked-after.")],
    years: Annotated[str, typer.Option(help="The years, as 2014-2025; those without returns are passed over.")],
    returns: Annotated[Path, typer.Option(help="Folder with <return>/<year>/<la_code>/ in it.")],
    out: Annotated[Path, typer.Option(help="Folder for releases.")],
    accept_coverage: Annotated[
        bool, typer.Option("--accept-coverage", help="Publish though fewer returns came than release.toml asks for.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish every release of some years, oldest first, each protected together with all before it.

    The first that fails ends it; the same command goes on from there, since what was made stands.
    """
    from pipeline.runs.backfill import backfill as publish_each

    made = publish_each(
        name, years_between(years), returns, out, accept_coverage=accept_coverage, report=progress.print
    )
    if as_json:
        print_json([asdict(one) for one in made])
    else:
        for one in made:
            results.print(one.in_words(), highlight=False)


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
