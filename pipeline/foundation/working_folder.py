"""A folder for the working files of one run, which hold children's records: private, and gone at the end.

A run that was killed cannot clear up; the next one does, and leaves alone what a running process holds.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".preview."
HELD = "in-use"


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A new folder in ``beside`` that only its owner can read, after those of runs that were killed are cleared."""
    beside.mkdir(parents=True, exist_ok=True)
    for left in sorted(beside.glob(f"{PREFIX}*")):
        _clear_unless_held(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
    with (folder / HELD).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _clear_unless_held(folder: Path) -> None:
    try:
        with (folder / HELD).open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # a running process holds it, or has just cleared it
