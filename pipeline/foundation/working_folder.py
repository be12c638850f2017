"""A folder for the working files of one run, which hold children's records: private, and gone at the end.

A run that was killed cannot clear up; the next one does, and leaves alone what a running process holds and what is not
its own.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX, HELD = ".first-release-working.", ".lock"
_PRIVATE_MASK = 0o077


@contextmanager
def private_files() -> Iterator[None]:
    """Every file made meanwhile is its owner's only, by whatever library: a log or a spilled table from its first byte.

    The mask is the process's, so this stands around a whole run and not around single calls.
    """
    before = os.umask(_PRIVATE_MASK)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def working_folder(beside: Path | None) -> Iterator[Path]:
    """A new folder in ``beside`` that only its owner can read, after those of runs that were killed are cleared.

    Without a place beside which it belongs it is one among the system's temporary files. Its lock lies beside it, so
    that the folder can be removed while it is held, and goes with the process that has it.
    """
    if beside is None:
        with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
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
