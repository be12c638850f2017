"""A folder for the working files of one run, which hold children's records: private, and gone at the end.

A run that was killed cannot clear up; the next one does, and leaves alone what a running process holds.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX, HELD = ".preview.", ".lock"


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A new folder in ``beside`` that only its owner can read, after those of runs that were killed are cleared.

    Its lock lies beside it, so that the folder can be removed while it is held, and goes with the process that has it.
    """
    beside.mkdir(parents=True, exist_ok=True)
    for left in sorted(beside.glob(f"{PREFIX}*")):
        _clear_unless_held(left)
    folder = beside / f"{PREFIX}{secrets.token_hex(8)}"
    with _lock_of(folder):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            _clear(folder)


def _clear_unless_held(left: Path) -> None:
    folder = left.with_name(left.name.removesuffix(HELD))
    try:
        with _lock_of(folder):
            _clear(folder)
    except (Timeout, OSError):
        return  # a running process holds it, or has just cleared it


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix":  # elsewhere a file that is open stays until it is released, and releasing removes it
        folder.with_name(folder.name + HELD).unlink(missing_ok=True)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_name(folder.name + HELD), timeout=0, fallback_to_soft=False)
