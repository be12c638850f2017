"""A Parquet file of a return as the CSV text that it would have been: the same reader then finds what is wrong in it.

Rows keep their order, so that the record on line 5 of the text is the fourth row of the file.
"""

from __future__ import annotations

import os

import duckdb

from pipeline.foundation.working_folder import working_folder

MARK = b"PAR1"
SUFFIX = ".parquet"
_DAYS = ("DATE", "TIMESTAMP")
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB")


def is_parquet(content: bytes) -> bool:
    """Whether the bytes begin as a Parquet file does."""
    return content.startswith(MARK)


def csv_of_parquet(content: bytes) -> bytes | None:
    """The rows as CSV with a line of column names: days as dd/mm/yyyy, truth as 1 and 0, nothing as blank.

    None for what is no whole Parquet file, or has columns that are no single values.
    """
    # It holds children's records: for a moment in a folder that is the owner's only.
    with working_folder(None) as folder, duckdb.connect() as connection:
        sent, told = folder / "sent.parquet", folder / "told.csv"
        for path in (sent, told):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        sent.write_bytes(content)
        try:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(sent)]).fetchall()
            columns = [_as_text(str(name), str(kind)) for name, kind, *_ in described]
            if "" in columns:
                return None
            connection.execute(
                f"COPY (SELECT {', '.join(columns)} FROM read_parquet($sent)) TO '{told}' (HEADER)", {"sent": str(sent)}
            )
        except duckdb.Error:
            return None
        return told.read_bytes()


def _as_text(name: str, kind: str) -> str:
    """A column as text, as SQL; nothing for a kind that is no single value."""
    column = '"' + name.replace('"', '""') + '"'
    if kind.endswith("]") or kind.startswith(_NESTED):
        return ""
    if kind.startswith(_DAYS):
        return f"strftime({column}, '%d/%m/%Y') AS {column}"
    if kind == "BOOLEAN":
        return f"CAST(CAST({column} AS INTEGER) AS VARCHAR) AS {column}"
    # What is an empty text would be written in quotation marks, which take the reader several times as long.
    return f"nullif(CAST({column} AS VARCHAR), '') AS {column}"
