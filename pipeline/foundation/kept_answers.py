"""Answers of work on parts, kept by the content of each part: a part that did not change is not worked on again.

An answer is found by a digest of everything it follows from: the part to the last byte, the function, all code of the
project, and the versions of what solves programmes. They are kept in one file, in a folder that is its owner's only:
what is known of a suppressed count is as sensitive as the count.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.foundation.stages import PACKAGE

FILE = "answers.sqlite"
LARGEST = 1 << 30
"""Bytes of answers that are kept at most; those that no run asked for longest go first."""
_PATIENCE = 20.0
_MADE_OF = ("numpy", "highspy")
_TABLES = """
    CREATE TABLE IF NOT EXISTS answers (
        key BLOB PRIMARY KEY, answer BLOB NOT NULL, digest BLOB NOT NULL, asked_in INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY);
"""
_BROKEN = "What was kept from earlier runs in {path} could not be read, so all of it is worked out again."


class KeptAnswers:
    """The answers in one folder, which is made if it is not there; several processes may use it at once.

    ``report`` is told in a sentence of whatever stands in the way. Nothing that goes wrong here stops a run: what is
    not found is worked out.
    """

    def __init__(self, folder: Path, report: Callable[[str], object], largest: int = LARGEST) -> None:
        """Take the answers of ``folder``; in all ``largest`` bytes are kept."""
        self.path, self.report, self.largest = folder / FILE, report, largest
        self.asked, self.found = 0, 0
        self._run: int | None = None

    def answers(self, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """Those of the keys that an answer is kept of, each with it; none that does not read as it was written."""
        self.asked += len(keys)
        found: dict[bytes, Any] = {}
        spoilt = 0
        for key, answer, digest in self._do(lambda one: self._select(one, keys), []):
            try:
                if hashlib.sha256(key + answer).digest() != digest:
                    raise pickle.UnpicklingError
                found[key] = _Reader(io.BytesIO(answer)).load()
            except pickle.UnpicklingError:
                spoilt += 1
        if spoilt:
            self.report(f"{spoilt} answers kept in {self.path} are not as they were written, and are worked out again.")
        self.found += len(found)
        return found

    def keep(self, answers: Mapping[bytes, Any]) -> None:
        """Keep these too, in place of what is kept under the same keys."""
        rows = [(key, content := pickle.dumps(answer, protocol=5), hashlib.sha256(key + content).digest())
                for key, answer in answers.items()]  # fmt: skip
        if rows:
            self._do(lambda one: self._insert(one, rows), None)

    def _select(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[tuple[bytes, bytes, bytes]]:
        run = self._number(connection)
        found = [
            row
            for key in dict.fromkeys(keys)
            for row in connection.execute("SELECT key, answer, digest FROM answers WHERE key = ?", [key])
        ]
        connection.executemany("UPDATE answers SET asked_in = ? WHERE key = ?", [(run, row[0]) for row in found])
        return found

    def _insert(self, connection: sqlite3.Connection, rows: Sequence[tuple[bytes, bytes, bytes]]) -> None:
        run = self._number(connection)
        connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", [(*row, run) for row in rows])
        while True:
            size, oldest = connection.execute("SELECT sum(length(answer)), min(asked_in) FROM answers").fetchone()
            if (size or 0) <= self.largest or oldest == run:
                return
            connection.execute("DELETE FROM answers WHERE asked_in = ?", [oldest])

    def _number(self, connection: sqlite3.Connection) -> int:
        """The number of this run among those that asked."""
        if self._run is None:
            self._run = connection.execute("INSERT INTO runs DEFAULT VALUES").lastrowid
        return self._run or 0

    def _do(self, work: Callable[[sqlite3.Connection], Any], otherwise: Any) -> Any:
        """The outcome of some work on the file, all of it or nothing; ``otherwise`` where the file is no use."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection:
                connection.executescript(_TABLES)
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    return work(connection)
        except sqlite3.OperationalError as error:  # in use, full, or not to be written to
            self.report(f"{self.path}: {error}. What was known from earlier runs is worked out again.")
        except sqlite3.DatabaseError:
            self.report(_BROKEN.format(path=self.path))
            self.path.unlink(missing_ok=True)
        except OSError as error:
            self.report(f"{self.path}: {error.strerror}. What was known from earlier runs is worked out again.")
        return otherwise


KEPT: ContextVar[KeptAnswers | None] = ContextVar("kept answers", default=None)
"""The answers that the run in progress may use; none where everything is to be worked out."""


@contextmanager
def using(kept: KeptAnswers | None) -> Iterator[None]:
    """Work meanwhile with these answers, or with none."""
    token = KEPT.set(kept)
    try:
        yield
    finally:
        KEPT.reset(token)


def key_of(solve: Callable[..., object], part: object) -> bytes:
    """The digest of all that the answer of ``solve(part)`` follows from.

    A part is made of dataclasses, arrays, numbers, texts, and lists, tuples and mappings of them. Raises TypeError for
    anything else: what it holds could not be told.
    """
    digest = hashlib.sha256(f"{_solvers()} {solve.__module__} {solve.__qualname__}".encode())
    _add(digest.update, part)
    return digest.digest()


def _add(update: Callable[[bytes], object], value: object) -> None:
    """Add a value with its kind and length, so that no two different ones read alike."""
    if isinstance(value, np.ndarray):
        update(f"array {value.dtype.str} {value.shape} ".encode())
        update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        update(f"{type(value).__qualname__} {len(fields(value))} ".encode())
        for field in fields(value):
            _add(update, getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        update(f"{type(value).__name__} {len(value)} ".encode())
        for one in value:
            _add(update, one)
    elif isinstance(value, Mapping):
        update(f"mapping {len(value)} ".encode())
        for key, one in value.items():
            _add(update, key)
            _add(update, one)
    elif value is None or isinstance(value, (bool, int, float, str, bytes, np.generic)):
        text = repr(value).encode()
        update(f"{type(value).__name__} {len(text)} ".encode() + text)
    else:
        raise TypeError(f"{type(value).__name__}: no digest tells what it holds")


@cache
def _solvers() -> str:
    """Changes with any line of the project's code, and with what solves programmes."""
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    for name in _MADE_OF:
        digest.update(f" {name} {version(name)}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class _Reader(pickle.Unpickler):
    """Reads arrays, and values of the project's own dataclasses; whatever else a file may ask for is refused."""

    _ARRAYS = frozenset({"_reconstruct", "_frombuffer", "scalar", "ndarray", "dtype"})

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name, where answers are made of it. Raises UnpicklingError for others."""
        if module.partition(".")[0] == "numpy" and name in self._ARRAYS:
            return super().find_class(module, name)
        if module.startswith("pipeline.") and is_dataclass(found := super().find_class(module, name)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
