"""What ends a command from outside: a signal, a full disk, want of memory. Each is a sentence with what to do next."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, Protocol
from weakref import WeakSet

from pipeline.foundation.stages import MachineFailed, UsageError, UserError

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
# The shell's own way of telling which signal ended a command.
_SIGNALLED = 128
_IN_THE_WAY = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NUMBERS_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""By which the system tells that a disk is full, broken or not to be written to."""
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOTHING_LEFT = "Nothing half-written is left."


class Interruptible(Protocol):
    """Something that runs outside Python and can be told to end."""

    def interrupt(self) -> None:
        """End it, from whatever thread."""


ENDED_BY_SIGNALS: WeakSet[Interruptible] = WeakSet()
"""What a signal ends at once: the warehouses that are open."""


class StopSignal(BaseException):
    """Raised where the command happens to be when a signal arrives, so that everything on the way out is cleared up."""


class Stopped(UserError):
    """The command was stopped by a signal; it left nothing behind."""


@contextmanager
def ending_in_words() -> Iterator[None]:
    """Turn signals and failures of the machine into a UserError: Stopped, MachineFailed, or UsageError for a path.

    After the first signal others wait, so that nobody's impatience interrupts the clearing up.
    """
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        received.append(number)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        for one in list(ENDED_BY_SIGNALS):
            one.interrupt()
        raise StopSignal

    is_main = threading.current_thread() is threading.main_thread()
    # What was ignored when the command was started (nohup, a job in the background) stays ignored.
    heeded = [each for each in _SIGNALS if is_main and signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in heeded}
    try:
        yield
    except BaseException as error:
        # A library in which the signal arrived may have made another error of it.
        if received:
            raise _stopped(received[0]) from None
        said = in_words(error)
        if said is None:
            raise
        raise said from error
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stopped(number: int) -> Stopped:
    stopped = Stopped(
        f"by {signal.Signals(number).name}. {_NOTHING_LEFT} Working files are removed; the same command starts again."
    )
    stopped.exit_code = _SIGNALLED + number
    return stopped


def in_words(error: BaseException) -> UserError | None:
    """What is said of a failure of the machine, with its exit code; None for any other error."""
    import duckdb  # takes a tenth of a second, which no command should pay that opens no database

    if isinstance(error, UserError):
        return None
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return MachineFailed(
            f"There was not enough memory. {_NOTHING_LEFT} "
            "Close other programs, or use a machine with more, and start again."
        )
    if isinstance(error, duckdb.Error):
        # A commit that fails for want of room is an error of the transaction to DuckDB: what the system said tells.
        said = str(error).splitlines()[0]
        is_of_disk = isinstance(error, duckdb.IOException) or any(
            os.strerror(each) in said for each in NUMBERS_OF_DISKS
        )
        return _of_disk(said) if is_of_disk else None
    if isinstance(error, OSError) and error.errno is not None:
        return _of_os(error)
    return None


def _of_os(error: OSError) -> UserError:
    path = f"{error.filename}: " if error.filename else ""
    if error.errno in _IN_THE_WAY:
        return UsageError(f"{path}something else lies where a file or folder is needed. Choose another place.")
    if error.errno == errno.ENAMETOOLONG:
        return UsageError(f"{path}the name is too long for this disk. Choose a shorter one.")
    if error.errno in _FULL:
        return _of_disk(f"{path}{error.strerror}")
    if error.errno in _NOT_WRITABLE:
        return MachineFailed(
            f"{path}{error.strerror}. {_NOTHING_LEFT} See who may read and write there, or choose another folder."
        )
    return MachineFailed(f"{path}{error.strerror or error}. {_NOTHING_LEFT} Mend that and start again.")


def _of_disk(what: str) -> MachineFailed:
    return MachineFailed(f"{what}. {_NOTHING_LEFT} See that the disk has room and can be written to, and start again.")
