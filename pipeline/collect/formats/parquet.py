"""A Parquet file of a return as the CSV text that it would have been: the same reader then finds what is wrong in it.

Rows keep their order, so that the record on line 5 of the text is the fourth row of the file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.foundation.working_folder import working_folder

MARK = b"PAR1"
SUFFIX = ".parquet"
_DAYS = ("DATE", "TIMESTAMP")
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB")


def is_parquet(content: bytes) -> bool:
    """Whether the bytes begin as a Parquet file does."""
    return content.startswith(MARK)


def csv_of_parquet(content: bytes, largest: int) -> bytes | None:
    """The rows as CSV with a line of column names: days as dd/mm/yyyy, truth as 1 and 0, nothing as blank.

    None for what is no whole Parquet file, has columns that are no single values, or would be more than ``largest``
    bytes: a value that is repeated takes next to no room in such a file, however often.
    """
    # It holds children's records: for a moment in a folder that is the owner's only.
    with working_folder(None) as folder, duckdb.connect() as connection:
        sent, told = folder / "sent.parquet", folder / "told.csv"
        for path in (sent, told):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        sent.write_bytes(content)
        try:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(sent)]).fetchall()
            names = [_quoted(str(name)) for name, *_ in described]
            texts = [_as_text(name, str(kind)) for name, (_, kind, *_) in zip(names, described, strict=True)]
            if "" in texts or _size(connection, sent, texts, largest) > largest:
                return None
            columns = ", ".join(f"{text} AS {name}" for text, name in zip(texts, names, strict=True))
            connection.execute(
                f"COPY (SELECT {columns} FROM read_parquet($sent)) TO '{told}' (HEADER)", {"sent": str(sent)}
            )
        except duckdb.Error:
            return None
        return told.read_bytes()


def _size(connection: duckdb.DuckDBPyConnection, sent: Path, texts: Sequence[str], largest: int) -> int:
    """How many bytes the rows would be as text, each value with what parts it from the next.

    More rows than could ever be few enough are not read for that.
    """
    told = connection.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [str(sent)]).fetchone()
    apart = int(told[0] or 0) * len(texts) if told else 0
    if apart > largest:
        return apart
    lengths = " + ".join(f"coalesce(sum(strlen({text})), 0)" for text in texts)
    told = connection.execute(f"SELECT {lengths} FROM read_parquet(?)", [str(sent)]).fetchone()
    return apart + (int(told[0]) if told else 0)


def _quoted(name: str) -> str:
    """A column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _as_text(column: str, kind: str) -> str:
    """A column's values as text, as SQL; nothing for a kind that is no single value."""
    if kind.endswith("]") or kind.startswith(_NESTED):
        return ""
    if kind.startswith(_DAYS):
        return f"strftime({column}, '%d/%m/%Y')"
    if kind == "BOOLEAN":
        return f"CAST(CAST({column} AS INTEGER) AS VARCHAR)"
    # What is an empty text would be written in quotation marks, which take the reader several times as long.
    return f"nullif(CAST({column} AS VARCHAR), '')"
