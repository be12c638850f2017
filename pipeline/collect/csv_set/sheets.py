"""Records on their way into the warehouse: one private text file per record type, loaded with explicit columns.

DuckDB reads one long file per record type several times faster than a thousand short ones. Records that need no
quotation marks go to a plain file that is read in parallel; the others to a quoted one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Any

from pipeline.collect.findings import Finding, finding_row
from pipeline.collect.raw_tables import KEYS, SHARED_TABLES, key_of_names
from pipeline.collect.record_types import RecordType
from pipeline.collect.sent_values import digest_of_name
from pipeline.collect.specification import YearSpecification
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import working_folder


class Sheets:
    """Collects the records, files and findings of one year's returns, then loads them; removes its files on leaving."""

    def __init__(self, warehouse: Warehouse, specification: YearSpecification) -> None:
        """Makes a folder beside the warehouse that only its owner may open; clears what a killed run left there."""
        self._warehouse = warehouse
        self._specification = specification
        self._held = ExitStack()
        self._folder = self._held.enter_context(working_folder(warehouse.folder))
        self._open: dict[str, IO[str]] = {}
        self._writers: dict[str, Any] = {}

    def __enter__(self) -> Sheets:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the files, whatever happened: they hold records about children."""
        for opened in self._open.values():
            opened.close()
        self._held.close()

    def add_plain(self, record_type: RecordType, lines: Sequence[str]) -> None:
        """Lines of keys and fields in the year's order, separated by commas, that hold no quotation mark."""
        if lines:
            self._file(f"{record_type.name}.plain").write("\n".join(lines) + "\n")

    def add_quoted(self, record_type: RecordType, rows: Iterable[Sequence[object]]) -> None:
        """Rows of keys and fields in the year's order."""
        self._writer(f"{record_type.name}.quoted").writerows(rows)

    def add_file(self, row: Sequence[object]) -> None:
        """A row of raw.files."""
        self._writer("files").writerow(row)

    def add_set_aside(self, rows: Iterable[tuple[int, int, str]]) -> None:
        """Rows of raw.set_aside."""
        self._writer("set_aside").writerows(rows)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Rows of raw.findings."""
        self._writer("findings").writerows(finding_row(finding) for finding in findings)

    def load(self) -> None:
        """Append everything to the tables of the raw stage."""
        for opened in self._open.values():
            opened.flush()
        for name, columns in SHARED_TABLES.items():
            if name in self._open:
                self._append(f"raw.{name}", name, columns, quoted=True, shared=True)
        for record_type in self._specification.record_types:
            columns = KEYS + tuple((field.column, "VARCHAR") for field in record_type.fields)
            table = f"raw.{self._specification.return_name}_{record_type.name}"
            names = tuple(field.column for field in record_type.fields if field.type == "name")
            for kind in ("plain", "quoted"):
                if f"{record_type.name}.{kind}" in self._open:
                    self._append(table, f"{record_type.name}.{kind}", columns, quoted=kind == "quoted", names=names)

    def _append(
        self,
        table: str,
        name: str,
        columns: Sequence[tuple[str, str]],
        *,
        quoted: bool,
        shared: bool = False,
        names: Sequence[str] = (),
    ) -> None:
        listed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns)
        path = str(self._folder / name).replace("'", "''")
        # NULL means "not recognised" in record_type; elsewhere in these tables a blank text is a blank text.
        texts = [f"'{column}'" for column, kind in columns if kind == "VARCHAR" and column != "record_type"]
        blank = f", force_not_null = [{', '.join(texts)}]" if shared else ""
        quoting = "quote = '\"', escape = '\"', parallel = false" if quoted else "quote = '', escape = ''"
        # People's names never reach the warehouse: what does can only be compared with others in it.
        key, words = key_of_names(self._warehouse) if names else "", self._specification.words_for_blank
        digests = ", ".join(f"{digest_of_name(column, key, words)} AS {column}" for column in names)
        chosen = f"* REPLACE ({digests})" if names else "*"
        self._warehouse.connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {chosen} FROM read_csv('{path}', header = false, auto_detect = false, "
            f"delim = ',', new_line = '\\n', nullstr = '', max_line_size = 4000000, {quoting}{blank}, "
            f"columns = {{{listed}}})"
        )

    def _file(self, name: str) -> IO[str]:
        if name not in self._open:
            self._open[name] = open(self._folder / name, "w", encoding="utf-8", newline="")  # noqa: SIM115
        return self._open[name]

    def _writer(self, name: str) -> Any:
        if name not in self._writers:
            # Everything is quoted: left to itself the writer lets a stray carriage return stand bare.
            self._writers[name] = csv.writer(self._file(name), lineterminator="\n", quoting=csv.QUOTE_ALL)
        return self._writers[name]
