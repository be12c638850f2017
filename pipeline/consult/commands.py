"""``sfr preview``: makes, opens, serves and administers previews for local authorities."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.consult import state_commands
from pipeline.consult.opened import (
    DEFAULT_STATE,
    BundleFolder,
    Json,
    StateUrl,
    open_bundle,
    open_state,
    say,
    window_of,
)
from pipeline.foundation.stages import UsageError

app = typer.Typer(help="Previews: each local authority checks its own figures before they are published.")


@app.command()
def key() -> None:
    """Make a key for SFR_PREVIEW_KEY. Without it neither a preview nor the state's sealed parts can be read."""
    from pipeline.consult.store.sealing import new_key

    sys.stdout.write(new_key() + "\n")


@app.command()
def build(
    year: Annotated[int, typer.Option(help="Collection year: 2024 is 1 April 2023 to 31 March 2024.")],
    returns: Annotated[str, typer.Option(help="Folder of returns, or where they lie, as for sfr release.")],
    out: Annotated[Path, typer.Option(help="New folder for the preview.")],
    previous: Annotated[Path | None, typer.Option(help="The last preview, to show what changed.")] = None,
    published: Annotated[
        Path | None, typer.Option(help="Performance tables of an earlier year, as published, to compare with.")
    ] = None,
    releases: Annotated[
        Path | None,
        typer.Option(
            help="Folder that the release will go to (--out of sfr release): what lies there counts as there."
        ),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="A release that readers already have, as for sfr release; may be given several times."),
    ] = None,
    all_earlier: Annotated[
        bool, typer.Option("--all-earlier", help="Readers have every release in --releases with the same counts.")
    ] = False,
    supersedes: Annotated[list[Path] | None, typer.Option(help="As for sfr release; nothing is moved.")] = None,
    not_published: Annotated[list[Path] | None, typer.Option(help="As for sfr release; nothing is removed.")] = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            help="A finished statistical release, of which each authority sees its own headlines, where release.toml "
            "switches that on; may be given several times."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Build a preview of the performance tables for every local authority that sent a return.

    Example: sfr preview build --year 2024 --returns data/england --out previews/2024
    --releases releases --earlier releases/children-looked-after/2024 --published releases/performance-tables/2023
    """
    from pipeline.consult.bundle.writing import write_bundle
    from pipeline.consult.making.build import Before, built
    from pipeline.consult.store.sealing import Keyring
    from pipeline.runs.returns_fetched import returns_in

    keyring = Keyring.from_environment()
    if out.exists():
        raise UsageError(f"{out} exists; a preview is never written over. Name a new folder.")
    before = open_bundle(previous) if previous else None
    said = (tuple(earlier or ()), tuple(supersedes or ()), tuple(not_published or ()), all_earlier)
    with (
        returns_in(returns, out.parent) as folder,
        built(
            *(year, folder, out.parent),
            published=published,
            before=Before(releases, *said),
            also=also or (),
            report=_report,
        ) as made,
    ):
        contents = write_bundle(out, made.preview, made.authorities, keyring, before)
    say(
        f"{out}: {len(contents.authorities)} authorities, preview {contents.bundle_id}",
        {
            "folder": str(out),
            "bundle_id": contents.bundle_id,
            "authorities": len(contents.authorities),
            "figures": sum(one.figures for one in contents.authorities),
            "children_listed": sum(one.children for one in contents.authorities),
        },
        as_json=as_json,
    )


def _report(words: str) -> None:
    sys.stderr.write(f"{words}\n")


@app.command()
def window(
    bundle: BundleFolder,
    opens: Annotated[str, typer.Option(help="London time, as '2014-10-20 09:00'.")],
    closes: Annotated[str, typer.Option(help="London time.")],
    embargo: Annotated[str, typer.Option(help="When the release is published, London time.")],
    state: StateUrl = DEFAULT_STATE,
    notice: Annotated[str, typer.Option(help="Advance notice, shown from now on to everyone invited.")] = "",
    las: Annotated[str, typer.Option(help="Only these authorities, as 201,301; all of the bundle otherwise.")] = "",
    change: Annotated[bool, typer.Option(help="Move the times of a window that exists.")] = False,
    resubmit_until: Annotated[
        str, typer.Option(help="Until when authorities may send corrected returns, London time; none are taken else.")
    ] = "",
    resubmit_how: Annotated[str, typer.Option(help="What authorities are told of how to correct and send.")] = "",
) -> None:
    """Announce the checking window of a preview's release, or move it.

    Example: sfr preview window previews/2014 --opens '2014-10-20 09:00' --closes '2014-11-03 17:00'
    --embargo '2014-11-28 09:30' --notice 'Two weeks to check your figures.'
    """
    from pipeline.consult.people.windows import announce_window, change_times, take_returns
    from pipeline.consult.store.audit_log import PURPOSE_AUDIT
    from pipeline.consult.store.clock import in_words, london_time, system_clock
    from pipeline.consult.store.sealing import Keyring

    times = (london_time(opens, "--opens"), london_time(closes, "--closes"), london_time(embargo, "--embargo"))
    opened = open_bundle(bundle)
    database = open_state(state)
    audit_key = Keyring.from_environment().for_purpose(PURPOSE_AUDIT)
    codes = tuple(code.strip() for code in las.split(",") if code.strip())
    moved = window_of(database, opened) if change else None
    with database.writing() as connection:
        if moved is not None:
            change_times(connection, moved, times, system_clock(), audit_key)
        else:
            announce_window(connection, opened.contents, times, notice, system_clock(), audit_key, codes)
    made = window_of(database, opened)
    if resubmit_until or resubmit_how:
        until = london_time(resubmit_until, "--resubmit-until") if resubmit_until else made.resubmit_until
        with database.writing() as connection:
            take_returns(connection, made, until, resubmit_how or made.resubmit_how, system_clock(), audit_key)
        made = window_of(database, opened)
    corrected = f"; corrected returns until {in_words(made.resubmit_until)}" if made.resubmit_until else ""
    sys.stdout.write(
        f"{made.release} {made.collection_year}: {len(made.authorities)} authorities; opens {in_words(made.opens_at)}, "
        f"closes {in_words(made.closes_at)}, embargoed until {in_words(made.embargo_until)}{corrected}.\n"
    )


@app.command()
def invite(
    bundle: BundleFolder,
    people: Annotated[
        Path,
        typer.Option(help="CSV with name,email,role,la_code; roles: officer, senior, statistician, administrator."),
    ],
    out: Annotated[Path, typer.Option(help="New file for name,email,code: give each person their own line alone.")],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """Enter people and give each a personal code for the window; codes are kept nowhere but in the file written."""
    from pipeline.consult.people.invitations import invite_people
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    opened, database = open_bundle(bundle), open_state(state)
    invited = invite_people(
        database, Keyring.from_environment(), window_of(database, opened), people, out, system_clock()
    )
    sys.stdout.write(f"{invited} invited; their codes are in {out}, readable by you alone.\n")


@app.command()
def revoke(
    email: Annotated[str, typer.Argument(help="Whose leave to sign in ends.")],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """End somebody's sessions and invitations at once."""
    from pipeline.consult.people.invitations import revoke_address
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    database = open_state(state)
    revoke_address(database, Keyring.from_environment(), email, system_clock())
    sys.stdout.write("revoked\n")


@app.command()
def serve(
    bundle: BundleFolder,
    state: StateUrl = DEFAULT_STATE,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8014,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, when no proxy speaks TLS for it.")] = None,
    private_key: Annotated[Path | None, typer.Option(help="The certificate's key.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option(help="A proxy on this machine speaks for browsers: their address is in X-Forwarded-For.")
    ] = False,
) -> None:
    """Serve a preview to those invited; stops on Ctrl-C."""
    from pipeline.consult.web.serving import serve as serve_bundle

    serve_bundle(bundle, state, host, port, workers, certificate, private_key, behind_proxy=behind_proxy)


for command in state_commands.COMMANDS:
    app.command()(command)
