"""Returns in a relational database, a table per file: ``ssda903_episodes`` and the like, with year and authority."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.collect.folders import ENGLAND, LA_CODE
from pipeline.collect.specification import Specification, load_specification, return_names
from pipeline.foundation.stages import UnreadableInput, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

DRIVERS = frozenset({"postgresql", "mysql", "mariadb", "oracle", "mssql", "sqlite"})
"""What SQLAlchemy calls the databases that an address may name; the driver's package is the user's to install."""
YEAR, CODE = "collection_year", "la_code"
_ROWS_AT_ONCE = 50_000


def fetch_tables(address: str, folder: Path) -> None:
    """Write every table that is a file of a return as CSV files of an empty folder, by year and authority.

    A table is called after return and file, in any case, and has besides the file's columns ``collection_year`` and
    ``la_code``. Raises UnreadableInput where there is none, or one lacks those, and where a row has no year or code.
    """
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise UsageError(f'Install the extra for databases: pip install "first-release[sources]" ({error}).') from error
    try:
        # Rows come as they are asked for: a national table does not go through memory at once.
        engine = sqlalchemy.create_engine(_with_driver(address), execution_options={"stream_results": True})
        with engine.connect() as connection:
            found = _tables(connection)
            if not found:
                raise UnreadableInput(
                    f"{address}: no table of it is a file of a return. One is called, for example, ssda903_episodes."
                )
            for specification, file, table in found:
                _write(connection, table, specification, file, folder)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise UnreadableInput(f"{address}: {str(error).splitlines()[0]}. See that the database answers.") from error
    except ImportError as error:
        raise UsageError(f"{address}: the driver for this database is not installed ({error}).") from error


def _with_driver(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme == "postgresql" else address


def _tables(connection: Connection) -> list[tuple[Specification, str, Table]]:
    """The tables that are files of returns of CSV files, each with its return and the file's usual name."""
    import sqlalchemy

    names = {name.lower(): name for name in sqlalchemy.inspect(connection).get_table_names()}
    found = []
    for specification in map(load_specification, return_names()):
        files = specification.file_names if specification.content["format"] == "csv_set" else ()
        for file in files:
            name = names.get(f"{specification.return_name}_{file}".lower())
            if name is not None:
                table = sqlalchemy.Table(name, sqlalchemy.MetaData(), autoload_with=connection)
                found.append((specification, file, table))
    return found


def _write(connection: Connection, table: Table, specification: Specification, file: str, folder: Path) -> None:
    columns = {column.name.lower(): column for column in table.columns}
    lacking = [name for name in (YEAR, CODE) if name not in columns]
    if lacking:
        raise UnreadableInput(f"Table {table.name} has no column {lacking[0]}: whose row of which year is which?")
    fields = [column for name, column in columns.items() if name not in (YEAR, CODE)]
    keys = [columns[YEAR], columns[CODE]]
    rows = connection.execute(table.select().with_only_columns(*keys, *fields).order_by(*keys))
    names = [column.name.upper() for column in fields]
    for (year, code), group in groupby(_in_parts(rows), key=lambda row: (row[0], row[1])):
        place = folder.joinpath(*_place(table.name, specification, year, code))
        place.mkdir(parents=True, exist_ok=True)
        with (place / f"{file}.csv").open("x", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([_as_sent(value) for value in row[len(keys) :]] for row in group)


def _place(table: str, specification: Specification, year: object, code: object) -> Sequence[str]:
    wanted = f"{year}".strip()
    authority = f"{code}".strip()
    is_national = specification.supplied_by == ENGLAND
    if not (wanted.isascii() and wanted.isdigit()) or not (is_national or LA_CODE.fullmatch(authority)):
        raise UnreadableInput(f"Table {table}: a row of the year {year!r} and authority {code!r}. Give each row both.")
    return (specification.return_name, wanted) if is_national else (specification.return_name, wanted, authority)


def _in_parts(rows: Any) -> Iterator[Any]:
    for part in rows.yield_per(_ROWS_AT_ONCE).partitions():
        yield from part


def _as_sent(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{int(value)}" if isinstance(value, bool) else f"{value}"
