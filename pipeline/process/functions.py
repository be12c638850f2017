"""The named expressions of ``sql/functions/``, which models call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from pipeline.foundation.stages import SQL
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.sql_files import ModelRefused, header_and_query

_FUNCTION = re.compile(r"(?P<name>\w+)\((?P<parameters>[^)]*)\)\s+AS\s+(?P<expression>.+)", re.DOTALL)


@dataclass(frozen=True)
class Function:
    """A named expression of sql/functions/, a macro in DuckDB; ``summary`` says what it answers."""

    name: str
    parameters: tuple[str, ...]
    expression: str
    summary: str

    @property
    def place(self) -> str:
        """The file that it is written in."""
        return f"{SQL.name}/functions/{self.name}.sql"

    @property
    def macro(self) -> str:
        """The statement that creates it in DuckDB, replacing that of an earlier run."""
        return f"CREATE OR REPLACE MACRO {self.name}({', '.join(self.parameters)}) AS ({self.expression})"


def load_functions(folder: Path = SQL / "functions") -> tuple[Function, ...]:
    """Read the named expressions of ``folder``: comment lines, then ``name(parameters) AS expression``."""
    return tuple(_read_function(path) for path in sorted(folder.glob("*.sql")))


_MADE: WeakKeyDictionary[Warehouse, tuple[Function, ...]] = WeakKeyDictionary()
"""The functions that an open warehouse has: every stage asks for the same ones."""


def create_functions(warehouse: Warehouse, functions: Iterable[Function]) -> None:
    """Create the functions as macros in the warehouse, replacing those of an earlier run."""
    wanted = tuple(functions)
    if _MADE.get(warehouse) == wanted:
        return
    for function in wanted:
        warehouse.run(function.macro)
    _MADE[warehouse] = wanted


def functions_called(query: str, functions: Iterable[Function]) -> tuple[Function, ...]:
    """The functions that a query calls, directly or through another, in order of name."""
    found: list[Function] = []
    left, waiting = list(functions), [query]
    while waiting:
        text = waiting.pop()
        called = [one for one in left if re.search(rf"\b{one.name}\s*\(", text)]
        left = [one for one in left if one not in called]
        waiting += [one.expression for one in called]
        found += called
    return tuple(sorted(found, key=lambda one: one.name))


def _read_function(path: Path) -> Function:
    header, definition = header_and_query(path, path.read_text(encoding="utf-8"), required=())
    found = _FUNCTION.fullmatch(definition)
    if found is None or found["name"] != path.stem or not header.get("summary"):
        raise ModelRefused(f"{path}: write '-- <what it answers>', then '{path.stem}(parameters) AS <expression>'.")
    parameters = tuple(parameter.strip() for parameter in found["parameters"].split(","))
    return Function(path.stem, parameters, found["expression"], header["summary"])
