"""The release folder: built aside, then swapped in whole; restricted files are their owner's only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.stages import UsageError


@dataclass(frozen=True)
class ReleaseFolder:
    """The halves of a release while it is being built: ``publish`` may leave the building, ``restricted`` may not."""

    publish: Path
    restricted: Path


def _recover(final: Path, previous: Path) -> None:
    """Put back the last good release if a process died between the two renames of a swap."""
    if previous.exists():
        if final.exists():
            shutil.rmtree(previous)
        else:
            previous.rename(final)


@contextmanager
def built_aside(final: Path) -> Iterator[ReleaseFolder]:
    """A folder to build a release in; it becomes ``final`` when the block ends well and vanishes when it does not.

    Raises UsageError when ``final`` exists and is not a release folder, so that no other folder is ever replaced.
    """
    if final.exists() and not (final / "publish").is_dir():
        raise UsageError(f"{final} exists and is not a release folder; choose another --out folder.")
    final.parent.mkdir(parents=True, exist_ok=True)
    aside = final.with_name(f".{final.name}.building")
    previous = final.with_name(f".{final.name}.previous")
    _recover(final, previous)
    shutil.rmtree(aside, ignore_errors=True)
    folder = ReleaseFolder(aside / "publish", aside / "restricted")
    (folder.publish / "data").mkdir(parents=True)
    (folder.publish / "tables").mkdir()
    folder.restricted.mkdir(mode=0o700)
    try:
        yield folder
        for path in folder.restricted.rglob("*"):
            os.chmod(path, 0o700 if path.is_dir() else 0o600)
        if final.exists():
            final.rename(previous)
        aside.rename(final)
        shutil.rmtree(previous, ignore_errors=True)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        _recover(final, previous)
        raise
