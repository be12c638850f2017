"""``sfr preview``: what is asked of and done with the state, its key, and what authorities sent."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.consult.opened import DEFAULT_STATE, BundleFolder, Json, StateUrl, open_bundle, open_state, say, window_of


def verify(
    state: StateUrl = DEFAULT_STATE,
    expect: Annotated[str, typer.Option(help="The mark of an end noted earlier: it has to be in the chain.")] = "",
    as_json: Json = False,
) -> None:
    """Check that nobody changed audit, decisions, queries, people or windows unseen; exits with 1 when somebody did."""
    from pipeline.consult.store.audit_log import PURPOSE_AUDIT
    from pipeline.consult.store.audit_log import verify as verify_chain
    from pipeline.consult.store.sealing import Keyring

    database = open_state(state)
    with database.reading() as connection:
        end = verify_chain(connection, Keyring.from_environment().for_purpose(PURPOSE_AUDIT), expect)
    say(
        f"{end.entries:,} entries hold, and {end.rows:,} rows stand as they say; the end is {end.mark}",
        dataclasses.asdict(end),
        as_json=as_json,
    )


def backup(
    out: Annotated[Path, typer.Argument(help="New file for the sealed backup.")],
    state: StateUrl = DEFAULT_STATE,
    as_json: Json = False,
) -> None:
    """Write the whole state to one sealed file, after checking the audit; note the end it prints elsewhere."""
    from pipeline.consult.store.backup import back_up
    from pipeline.consult.store.sealing import Keyring

    end = back_up(open_state(state), Keyring.from_environment(), out)
    say(f"{out}: audit of {end.entries:,} entries, end {end.mark}", dataclasses.asdict(end), as_json=as_json)


def restore(
    backup_file: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file of sfr preview backup.")],
    state: StateUrl = DEFAULT_STATE,
    as_json: Json = False,
) -> None:
    """Fill an empty database from a backup and check its audit; everybody signs in again."""
    from pipeline.consult.store.backup import restore as restore_state
    from pipeline.consult.store.sealing import Keyring
    from pipeline.consult.store.state import State

    end = restore_state(State(state), Keyring.from_environment(), backup_file)
    say(f"restored; audit of {end.entries:,} entries, end {end.mark}", dataclasses.asdict(end), as_json=as_json)


def export(
    bundle: BundleFolder,
    out: Annotated[Path, typer.Argument(help="New CSV file for the log.")],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """Write the log of the exercise: decisions, queries, answers, signatures and silence.

    Exits with 4 while the window is open: until then silence is not silence.
    """
    from pipeline.consult.exercise.exercise_log import export_log
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    opened, database = open_bundle(bundle), open_state(state)
    lines = export_log(
        database, Keyring.from_environment(), window_of(database, opened), opened.indicators, out, system_clock()
    )
    sys.stdout.write(f"{out}: {lines:,} events\n")


def change_key(
    bundle: BundleFolder,
    out: Annotated[Path, typer.Option(help="New folder for the preview, sealed with the new key.")],
    new_state: Annotated[str, typer.Option(help="Empty database for the state, sealed with the new key.")],
    state: StateUrl = DEFAULT_STATE,
    as_json: Json = False,
) -> None:
    """Seal a preview and its state with another key, SFR_PREVIEW_NEW_KEY, beside the old ones.

    Serve from the new ones with the new key as SFR_PREVIEW_KEY, invite everyone anew, then destroy the old.
    """
    from pipeline.consult.exercise import key_change
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import NEW_KEY_VARIABLE, Keyring
    from pipeline.consult.store.state import State

    old, new = Keyring.from_environment(), Keyring.from_environment(name=NEW_KEY_VARIABLE)
    end = key_change.change_key(open_state(state), old, State(new_state), new, system_clock())
    key_change.change_key_of_bundle(bundle, old, out, new)
    say(
        f"{out} and the new state are sealed with the new key; audit of {end.entries:,} entries, end {end.mark}. "
        "All codes are revoked: run sfr preview invite.",
        dataclasses.asdict(end),
        as_json=as_json,
    )


def returns(
    bundle: BundleFolder,
    out: Annotated[
        Path, typer.Argument(help="New folder: the last usable return of each authority is laid out in it.")
    ],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """Lay out the corrected returns that authorities sent, as sfr preview build and sfr release read them.

    Put them in the place of the old ones, and the lines of manifest.csv among theirs; then build with --previous: each
    authority sees what changed.
    """
    from pipeline.consult.exercise.what_was_sent import lay_out_returns
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    opened, database = open_bundle(bundle), open_state(state)
    laid = lay_out_returns(database, Keyring.from_environment(), window_of(database, opened), out, system_clock())
    what = "corrected return" if len(laid) == 1 else "corrected returns"
    sys.stdout.write(f"{out}: {len(laid)} {what}{': ' if laid else ''}{', '.join(laid)}\n")


def commentaries(
    bundle: BundleFolder,
    out: Annotated[Path, typer.Argument(help="New CSV file, for sfr quality --commentaries.")],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """Write what authorities say of their figures, for the quality report of the release."""
    from pipeline.consult.exercise.what_was_sent import write_commentaries
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    opened, database = open_bundle(bundle), open_state(state)
    lines = write_commentaries(
        database, Keyring.from_environment(), window_of(database, opened), opened.indicators, out, system_clock()
    )
    sys.stdout.write(f"{out}: {lines:,} {'commentary' if lines == 1 else 'commentaries'}\n")


def tell(
    bundle: BundleFolder,
    letter: Annotated[str, typer.Argument(help="opens, closing (to those who have not signed off) or new-preview.")],
    state: StateUrl = DEFAULT_STATE,
) -> None:
    """Tell authorities by e-mail that the window is open, closes soon, or that a new preview has other figures."""
    from pipeline.consult.exercise.what_was_sent import tell_authorities
    from pipeline.consult.store.clock import system_clock
    from pipeline.consult.store.sealing import Keyring

    opened, database = open_bundle(bundle), open_state(state)
    window, keyring = window_of(database, opened), Keyring.from_environment()
    written = tell_authorities(database, keyring, window, opened, letter, system_clock)
    sys.stdout.write(f"{written:,} {'letter' if written == 1 else 'letters'} written\n")
    send(state)


def send(state: StateUrl = DEFAULT_STATE) -> None:
    """Send the letters that wait, as after the mail server was away; exits with 3 where some were not taken."""
    import os

    from pipeline.consult.exercise.notices import SERVER, post_of, send_post
    from pipeline.consult.store.clock import system_clock
    from pipeline.foundation.stages import UnreadableInput, UsageError

    post = post_of(os.environ)
    if post is None:
        raise UsageError(f"{SERVER} is not set; docs/operations.md says what e-mail needs.")
    sent, failed = send_post(open_state(state), post, system_clock)
    sys.stdout.write(f"{sent:,} letters sent\n")
    if failed:
        raise UnreadableInput(
            f"{failed:,} letters were not taken by {post.server.address}; run sfr preview send again."
        )


COMMANDS = (verify, backup, restore, export, change_key, returns, commentaries, tell, send)
