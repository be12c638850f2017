"""The DuckDB warehouse: one file of records about children, readable by its owner only."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import duckdb

from pipeline.foundation.interruptions import ENDED_BY_SIGNALS
from pipeline.foundation.stages import Stage, UsageError, UserError
from pipeline.foundation.working_folder import private_files, working_folder

MEMORY = ":memory:"
MOST_PARSED = 1024
_PARSED: dict[str, duckdb.Statement] = {}
"""Statements as DuckDB has parsed them; of no database, since what one names is looked up when it is executed."""


class WarehouseInUse(UserError):
    """Another process holds the warehouse file; DuckDB allows one writer."""

    exit_code = 3


class Warehouse:
    """An open DuckDB database with the schemas of all stages.

    ``path`` is a file (made with mode 0600 if absent) or ``":memory:"``. Tables are built and put in the place of those
    before them inside one transaction, so a process killed anywhere leaves the last good table.
    """

    def __init__(self, path: Path | str = MEMORY, *, threads: int = 2, memory_limit: str = "3GB") -> None:
        """Open the database; raises WarehouseInUse when another process holds it."""
        self.path = path
        self._held = ExitStack()
        self._views: set[str] = set()
        # DuckDB makes its files with the process's mask, some (its log, what it spills) only when it needs them.
        self._held.enter_context(private_files())
        try:
            self._open(threads, memory_limit)
        except BaseException:
            self._held.close()
            raise

    def _open(self, threads: int, memory_limit: str) -> None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.connection = self._connect(str(self.path))
            spill = Path(f"{self.path}.tmp")
            shutil.rmtree(spill, ignore_errors=True)  # of a run that was killed; nobody else can have it open
            Path(self.path).chmod(0o600)
        else:
            self.connection = self._connect(MEMORY)
            # Left to itself an in-memory database spills into the folder that the command happens to run in.
            spill = self._held.enter_context(working_folder(None))
        self.connection.execute("SET temp_directory = ?", [str(spill)])
        ENDED_BY_SIGNALS.add(self)
        self.connection.execute(f"SET threads = {int(threads)}")
        self.connection.execute(f"SET memory_limit = '{memory_limit}'")
        # DuckDB would draw its own bar on standard output, which belongs to the results.
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("SET TimeZone = 'Europe/London'")
        for stage in Stage:
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {stage.value}")

    @property
    def folder(self) -> Path | None:
        """The folder that the file lies in, beside which working files belong; none in memory."""
        return None if self.path == MEMORY else Path(self.path).resolve().parent

    @staticmethod
    def _connect(database: str) -> duckdb.DuckDBPyConnection:
        if "?" in database:
            raise UsageError(f"{database}: DuckDB takes a question mark for the end of a name; choose another folder.")
        try:
            return duckdb.connect(database)
        except duckdb.IOException as error:
            raise WarehouseInUse(
                f"{database}: the warehouse is in use by another process or is not a DuckDB file. "
                "Close the other run, or choose another --out folder."
            ) from error

    def run(self, statement: str) -> duckdb.DuckDBPyConnection:
        """Execute one statement without parameters; what was parsed in this process before is not parsed again.

        To parse them is a seventh of what checking a return costs, and most are the same for every return.
        """
        if statement not in _PARSED:
            if len(_PARSED) >= MOST_PARSED:
                _PARSED.clear()
            (_PARSED[statement],) = self.connection.extract_statements(statement)
        return self.connection.execute(_PARSED[statement])

    def replace_table(self, name: str, select: str) -> int:
        """Put the rows of a SELECT in the place of ``schema.table``; returns how many there are."""
        schema, table = name.split(".")
        connection = self.connection
        if not self._is_view(name):
            # One statement is a transaction of its own: the table before it stands until the new one is whole.
            made = self.run(f"CREATE OR REPLACE TABLE {name} AS {select}").fetchone()
            return int(made[0]) if made else 0
        aside = f'{schema}."{table}__aside"'
        made = connection.execute(f"CREATE OR REPLACE TABLE {aside} AS {select}").fetchone()
        connection.execute("BEGIN")
        try:
            self._drop(name)
            connection.execute(f'ALTER TABLE {aside} RENAME TO "{table}"')
            connection.execute("COMMIT")
        except Exception:
            connection.execute("ROLLBACK")
            raise
        return int(made[0]) if made else 0

    def replace_view(self, name: str, select: str) -> int:
        """Put a view of a SELECT in the place of ``schema.table``; returns its number of rows."""
        schema, table = name.split(".")
        connection = self.connection
        connection.execute("BEGIN")
        try:
            self._drop(name)
            connection.execute(f'CREATE VIEW {schema}."{table}" AS {select}')
            connection.execute("COMMIT")
            self._views.add(name)
        except Exception:
            connection.execute("ROLLBACK")
            raise
        return self.count(name)

    def _drop(self, name: str) -> None:
        """Drop the table or view of that name: an earlier run may have made the other of the two."""
        schema, table = name.split(".")
        self.connection.execute(f'DROP {"VIEW" if self._is_view(name) else "TABLE"} IF EXISTS {schema}."{table}"')
        self._views.discard(name)

    def _is_view(self, name: str) -> bool:
        # Views are few: to look through them costs a fifth of what information_schema does. In memory nobody else
        # makes any, so that those made here are known.
        if self.path == MEMORY:
            return name in self._views
        found = self.connection.execute(
            "SELECT 1 FROM duckdb_views() WHERE schema_name = ? AND view_name = ? "
            "AND database_name = current_database()",
            name.split("."),
        ).fetchone()
        return found is not None

    def count(self, name: str) -> int:
        """Rows of a table."""
        row = self.connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        return int(row[0]) if row else 0

    def tables(self) -> frozenset[str]:
        """The tables and views that there are, as ``schema.table``."""
        rows = self.connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
            "UNION ALL "
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = current_database()"
        ).fetchall()
        return frozenset(name for (name,) in rows)

    def has_table(self, name: str) -> bool:
        """Whether ``schema.table`` exists."""
        try:
            self.connection.execute(f"SELECT 1 FROM {name} LIMIT 0")
        except duckdb.CatalogException:
            return False
        return True

    def interrupt(self) -> None:
        """End the query that is running, which else goes on to the end of a step that may take minutes."""
        self.connection.interrupt()

    def close(self) -> None:
        """Close the database."""
        ENDED_BY_SIGNALS.discard(self)
        self.connection.close()
        self._held.close()

    def __enter__(self) -> Warehouse:
        """Return itself, open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close on leaving, whatever happened."""
        self.close()
