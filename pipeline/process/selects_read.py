"""What each SELECT of sql/ reads and gives, kept in the cache folder of the user by its content.

Parsing every file takes most of the time that a command needs to start, and most files have not changed. What was found
out is kept under the hash of the SELECT, in a file whose name says which parser and which rules found it, so that a
change of either starts afresh. The file may be deleted at any time; one that cannot be read or written is done without.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.foundation import stages
from pipeline.foundation.kept_file import KeptFile
from pipeline.process.sql_files import parse, refuse_what_spark_lacks, tables_read

NAME = "selects"


@dataclass(frozen=True, slots=True)
class SelectRead:
    """The tables that a SELECT reads, in alphabetical order, the columns that it gives, and whether it has a star."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    has_star: bool


class SelectsRead:
    """What was read of SELECTs, by content: from the file of a cache folder, and as they come."""

    def __init__(self, folder: Path) -> None:
        """The file is read at once, and written by ``keep``."""
        self._file = KeptFile(folder, NAME, _readers())
        self._found: dict[str, SelectRead] = {}
        self._is_new = False
        content = self._file.read()
        # What has another shape is none of ours: everything is found out again.
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            self._found = {
                key: SelectRead(tuple(map(str, tables)), tuple(map(str, columns)), bool(has_star))
                for key, (tables, columns, has_star) in content.items()
            }

    def read(self, query: str, path: Path) -> SelectRead:
        """What the SELECT reads and gives; raises ModelRefused, which is never kept, for one that is refused."""
        key = hashlib.sha256(query.encode()).hexdigest()
        if key not in self._found:
            self._found[key] = _read(query, path)
            self._is_new = True
        return self._found[key]

    def keep(self) -> None:
        """Write what is new to the file."""
        if self._is_new:
            content = {key: [one.tables, one.columns, one.has_star] for key, one in sorted(self._found.items())}
            self._is_new = not self._file.write(content)


@cache
def selects_read(folder: Path = stages.CACHE) -> SelectsRead:
    """Those of a cache folder, read once."""
    return SelectsRead(folder)


def _read(query: str, path: Path) -> SelectRead:
    from sqlglot import exp

    tree = parse(query, path)
    tables = tables_read(tree, path)
    refuse_what_spark_lacks(tree, path)
    return SelectRead(tables, tuple(tree.named_selects), any(select.is_star for select in tree.find_all(exp.Select)))


@cache
def _readers() -> str:
    """Changes with the parser and with the rules by which SELECTs are read and refused."""
    digest = hashlib.sha256(version("sqlglot").encode())
    for path in (Path(__file__), Path(__file__).with_name("sql_files.py"), Path(stages.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
