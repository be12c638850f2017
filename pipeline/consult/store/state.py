"""The database of what people do: opened by URL, brought up to date, and written so that an acknowledged row stays."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from pipeline.foundation.stages import UnreadableInput, UsageError

MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 15000")


class State:
    """Connections to the state: ``reading`` sees what is committed, ``writing`` is a transaction, durable when left."""

    def __init__(self, url: str) -> None:
        """Open SQLite (``sqlite:///path``) or PostgreSQL (``postgresql://...``); UsageError for anything else."""
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._reads = _engine(self.url, isolation_level="AUTOCOMMIT")
        self._writes = _engine(self.url)
        # Waiting here is fair and immediate; SQLite's own waiting sleeps in ever longer steps.
        self._one_writer: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self._writes, "begin", _begin_immediately)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads committed rows."""
        with self._reads.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed to disk when the block is left, undone when it raises."""
        with self._one_writer, self._writes.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one moment of all tables, however long it reads."""
        if self.is_sqlite:
            with self.writing() as connection:
                yield connection
        else:
            with self._writes.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
                yield connection

    def bring_up_to_date(self) -> None:
        """Make or migrate the tables; raises UnreadableInput when the database cannot be reached."""
        if self.is_sqlite:
            _make_private(Path(str(self.url.database)))
        settings = Config()
        settings.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.writing() as connection:
                settings.attributes["connection"] = connection
                command.upgrade(settings, "head")
        except OperationalError as error:
            raise UnreadableInput(
                f"the state database ({self.url.get_backend_name()}) cannot be opened; check SFR_PREVIEW_STATE."
            ) from error

    def close(self) -> None:
        """Give all connections back."""
        self._reads.dispose()
        self._writes.dispose()


def _make_private(path: Path) -> None:
    """Make the file readable by its owner alone; SQLite gives the files it keeps beside it the same leave."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be opened; make its folder first, or name another file.") from error


def _with_driver(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UsageError("the state is not a database URL; write sqlite:///preview.db or postgresql://...") from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise UsageError(f"{url.get_backend_name()}: the state is kept in an SQLite file or in PostgreSQL.")


def _engine(url: URL, **options: str) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True, hide_parameters=True, **options)
    engine = create_engine(
        url, pool_size=10, max_overflow=40, hide_parameters=True, connect_args={"timeout": 15}, **options
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_immediately says, not where the driver guesses
    for setting in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
