"""The release folder: built aside, then swapped in whole; restricted files are their owner's only."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path

from pipeline.disseminate.shelf import ALONE, SUPERSEDED, Standing, superseded_versions
from pipeline.foundation.stages import UsageError

REMOVED = ".removed"
"""The end of the name of a release that was never published, while it is being taken away."""


@dataclass(frozen=True)
class ReleaseFolder:
    """The halves of a release while it is being built: ``publish`` may leave the building, ``restricted`` may not."""

    publish: Path
    restricted: Path


def recover(final: Path) -> None:
    """Put back the last good release if a process died between the renames of a swap, and end what it had begun.

    What was to be kept waits under its later name with a dot before it: it goes there when the new release has arrived.
    """
    for waiting in sorted(final.parent.glob(f".{final.name}{SUPERSEDED}*")):
        waiting.rename(waiting.with_name(waiting.name[1:]) if final.exists() else final)
    previous = _previous(final)
    if previous.exists():
        if final.exists():
            shutil.rmtree(previous)
        else:
            previous.rename(final)
    for left in final.parent.glob(f".*{REMOVED}"):
        shutil.rmtree(left)


@contextmanager
def built_aside(final: Path, standing: Standing = ALONE) -> Iterator[ReleaseFolder]:
    """A folder to build a release in; it becomes ``final`` when the block ends well and vanishes when it does not.

    What becomes of a release that is there already, and of others that were never published, is in ``standing``. Raises
    UsageError when ``final`` exists and is not a release folder, so that no other folder is ever replaced, and when it
    should show the same figures and does not.
    """
    if final.exists() and not (final / "publish").is_dir():
        raise UsageError(f"{final} exists and is not a release folder; choose another --out folder.")
    final.parent.mkdir(parents=True, exist_ok=True)
    aside = final.with_name(f".{final.name}.building")
    recover(final)
    shutil.rmtree(aside, ignore_errors=True)
    folder = ReleaseFolder(aside / "publish", aside / "restricted")
    (folder.publish / "data").mkdir(parents=True)
    (folder.publish / "tables").mkdir()
    folder.restricted.mkdir(mode=0o700)
    try:
        yield folder
        for path in folder.restricted.rglob("*"):
            os.chmod(path, 0o700 if path.is_dir() else 0o600)
        if standing.repeats:
            _require_same_figures(final, folder.publish)
        if final.exists():
            final.rename(_waiting(final) if standing.keeps else _previous(final))
        aside.rename(final)
        for other in standing.removes:
            other.rename(other.with_name(f".{other.name}{REMOVED}"))
            recover(other)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    finally:
        recover(final)


def _previous(final: Path) -> Path:
    return final.with_name(f".{final.name}.previous")


def _waiting(final: Path) -> Path:
    """Where a release waits for its successor: the name that it is kept under, which has the day, with a dot before."""
    taken = len([path for path in superseded_versions(final) if f"{datetime.date.today()}" in path.name])
    number = f"-{taken + 1}" if taken else ""
    return final.with_name(f".{final.name}{SUPERSEDED}{datetime.date.today()}{number}")


def _require_same_figures(final: Path, publish: Path) -> None:
    """Every file of figures that readers may have is in the new release, to the byte: it tells them nothing more."""
    for path in sorted(one for folder in ("data", "tables") for one in (final / "publish" / folder).iterdir()):
        new = publish / path.relative_to(final / "publish")
        if not (new.is_file() and cmp(path, new, shallow=False)):
            raise UsageError(
                f"Nothing was published. The returns are those that {final} was made from, but {path.name} would be "
                f"another: the code, the templates or the earlier releases changed. Give --supersedes {final} if that "
                f"release was published, --not-published {final} if it never was."
            )
