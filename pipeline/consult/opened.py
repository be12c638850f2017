"""What the commands of ``sfr preview`` are given, and how they open it and answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.foundation.stages import UsageError

if TYPE_CHECKING:
    from pipeline.consult.bundle.reading import Bundle
    from pipeline.consult.people.windows import Window
    from pipeline.consult.store.state import State

BundleFolder = Annotated[Path, typer.Argument(metavar="BUNDLE", help="The preview's folder.")]
StateUrl = Annotated[
    str,
    typer.Option(
        "--state",
        envvar="SFR_PREVIEW_STATE",
        help="Database of people, windows, decisions and the audit: sqlite:///FILE or postgresql://...",
    ),
]
DEFAULT_STATE = "sqlite:///data/preview.db"
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")]


def say(words: str, content: dict[str, object], *, as_json: bool) -> None:
    """Print a result, in words or for a program."""
    sys.stdout.write((json.dumps(content, default=str) if as_json else words) + "\n")


def open_state(url: str) -> State:
    """The state, brought up to date."""
    from pipeline.consult.store.sealing import Keyring
    from pipeline.consult.web.serving import open_state as opened

    return opened(url, Keyring.from_environment())


def open_bundle(folder: Path) -> Bundle:
    """The preview in a folder."""
    from pipeline.consult.bundle.reading import Bundle
    from pipeline.consult.store.sealing import Keyring

    return Bundle(folder, Keyring.from_environment())


def window_of(state: State, bundle: Bundle) -> Window:
    """The window of a preview; raises UsageError where none was announced."""
    from pipeline.consult.people.windows import find_window

    preview = bundle.contents.preview
    with state.reading() as connection:
        window = find_window(connection, preview.release, preview.collection_year)
    if window is None:
        raise UsageError(f"{preview.release} {preview.collection_year} has no window yet; run sfr preview window.")
    return window
