"""A return, however it is sent: what the steps after collecting ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.folders import Unit
from pipeline.collect.quality import FileQuality
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse

Stage = Callable[[Warehouse, Path, Iterable[int], Iterable[str] | None], ReadSummary]


@dataclass(frozen=True)
class TypedRecords:
    """The typed records of one kind that stage staged takes on, less those set aside.

    ``name`` is what they are called there, ``row`` what one is in words; ``table`` has them in stage raw, with these
    ``columns``, each record ``numbered_by`` its line or element. ``decoded`` are columns with the function of
    ``sql/functions/`` that makes one word of a code's spellings.
    """

    name: str
    row: str
    table: str
    columns: tuple[str, ...]
    numbered_by: str
    decoded: Mapping[str, str]


@dataclass(frozen=True)
class Collection:
    """A return and how it is read.

    ``stage`` reads, types and checks those of a returns folder for the years (and these authorities only), ``examine``
    one authority's alone, of one year or several, in an empty warehouse. ``account`` says what became of every record
    of every file. ``tables`` are those of the raw stage that reading makes, with their schema, and ``records`` those
    among them from which stage staged takes what can be counted. What one file alone cannot show is in
    ``rules_of_the_whole``. One that ``compares_years`` is held against that of the year before. One
    that has ``postcodes``, a SELECT of those that its records hold, needs reference.postcodes while it is staged.
    """

    specification: Specification
    stage: Stage
    examine: Callable[[Warehouse, Sequence[Unit]], list[FileQuality]]
    account: Callable[[Warehouse], list[FileQuality]]
    tables: frozenset[str]
    records: tuple[TypedRecords, ...]
    rules_of_the_whole: frozenset[str] = frozenset()
    compares_years: bool = False
    postcodes: str = ""

    @property
    def name(self) -> str:
        """What the return is called: in its folder, in commands and in declarations."""
        return self.specification.return_name


def typed_records(
    specification: Specification, tables: Mapping[str, Sequence[tuple[str, str]]], prefix: str = ""
) -> tuple[TypedRecords, ...]:
    """Those of a specification's record types that say what a row is; ``tables`` are columns by ``typed_<name>``."""
    found = []
    for name, entry in specification.content["record_types"].items():
        if "row" not in entry:
            continue
        table = f"typed_{prefix}{name}"
        columns = tuple(column for column, _ in tables[table])
        decoded = {field["column"]: field["staged_as"] for field in entry["fields"] if "staged_as" in field}
        numbered_by = "element" if "element" in columns else "line"
        found.append(TypedRecords(f"{prefix}{name}", entry["row"], f"raw.{table}", columns, numbered_by, decoded))
    return tuple(found)
