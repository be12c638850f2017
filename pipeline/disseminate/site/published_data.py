"""The data files of a release as its readers have them: every CSV in a table of text, and nothing else of the release.

Whatever is made from here can be made by anyone who has the CSV files, so it tells no more than they do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.design.data_sets import UNDERLYING, DataSet
from pipeline.design.figure import Marker
from pipeline.disseminate.underlying_files import metadata_path

NUMBER = r"-?[0-9]+(\.[0-9]+)?"


@dataclass(frozen=True)
class DataFile:
    """One CSV of a release: its data set, path, columns, and which of these hold numbers or symbols alone."""

    data_set: DataSet
    path: Path
    columns: tuple[str, ...]
    number_columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name without ending, which is that of its table."""
        return self.path.stem

    @property
    def described_in(self) -> str:
        """The file that describes its columns."""
        is_underlying = self.data_set.standard == UNDERLYING
        return metadata_path(self.path).name if is_underlying else f"{self.name}.meta.csv"


@dataclass(frozen=True)
class PublishedData:
    """The data files of one release, each a table of text in ``connection`` under the file's name."""

    connection: duckdb.DuckDBPyConnection
    files: tuple[DataFile, ...]
    symbols: Mapping[Marker, str]

    def file_of(self, data_set: DataSet) -> DataFile:
        """The file of a data set of the release."""
        return next(one for one in self.files if one.data_set is data_set)


@contextmanager
def open_published(
    publish: Path, data_sets: Iterable[DataSet], edition: int, symbols: Mapping[Marker, str]
) -> Iterator[PublishedData]:
    """The CSV files in ``publish/data``, read with every cell as text and an empty one as NULL."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        files = tuple(_read(connection, publish / "data", one, edition, set(symbols.values())) for one in data_sets)
        yield PublishedData(connection, files, symbols)


def quoted(name: str) -> str:
    """A column's or table's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _read(
    connection: duckdb.DuckDBPyConnection, folder: Path, data_set: DataSet, edition: int, symbols: set[str]
) -> DataFile:
    path = folder / f"{data_set.file_name.at(edition)}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    # Every column and how it is written is given, so that nothing about the file is guessed.
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    connection.execute(
        f"CREATE TABLE {quoted(path.stem)} AS SELECT * FROM read_csv({literal(str(path))}, auto_detect = false, "
        f"header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', columns = {{{types}}})"
    )
    indicators = [one.column.at(edition) for one in data_set.indicators_in(edition)]
    return DataFile(data_set, path, tuple(columns), _number_columns(connection, path.stem, indicators, symbols))


def _number_columns(
    connection: duckdb.DuckDBPyConnection, table: str, indicators: Sequence[str], symbols: set[str]
) -> tuple[str, ...]:
    """Those that hold numbers and symbols alone: not years and months, nor percentages with their sign."""
    if not indicators:
        return ()
    listed = ", ".join(map(literal, sorted(symbols)))
    tests = ", ".join(
        f"bool_and(regexp_full_match({quoted(one)}, {literal(NUMBER)}) OR {quoted(one)} IN ({listed}))"
        for one in indicators
    )
    found = connection.execute(f"SELECT {tests} FROM {quoted(table)}").fetchone() or ()
    return tuple(one for one, is_number in zip(indicators, found, strict=True) if is_number)
