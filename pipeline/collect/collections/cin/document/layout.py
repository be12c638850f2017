"""Where the records of the census stand in the document of a year, taken from the specification."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from itertools import pairwise
from typing import Any

from lxml import etree

from pipeline.collect.record_types import RecordType, Validity
from pipeline.collect.specification import Specification, YearSpecification

RETURN = "cin"
ROOT = "Message"
CHILDREN = "Children"
# One letter for each record type, by which the lines of a transformed document are told apart.
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Kind:
    """An element that holds a record, and what kind of record that makes it (empty where there is one kind only)."""

    element: str
    kind: str


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a column's values stand below the record's element; several paths are one question under several names."""

    column: str
    paths: tuple[str, ...]
    is_kind: bool


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A record type of the year with its place in the document; ``numbers`` are the columns that say whose it is."""

    record_type: RecordType
    letter: str
    parent: str
    kinds: tuple[Kind, ...]
    numbers: tuple[str, ...]
    fields: tuple[FieldPlace, ...]

    @property
    def name(self) -> str:
        """The record type's name."""
        return self.record_type.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of a transformed line: line, numbers, then fields."""
        return ("line", *self.numbers, *(field.column for field in self.fields))


@dataclass(frozen=True)
class Layout:
    """The document of one year: its records, parents before their own, and where any element may stand."""

    specification: Specification
    year: YearSpecification
    records: tuple[RecordPlace, ...]

    def below(self, parent: str) -> tuple[RecordPlace, ...]:
        """Record types whose records stand in those of ``parent`` (empty: in Children)."""
        return tuple(record for record in self.records if record.parent == parent)

    @cached_property
    def elements_of_year(self) -> frozenset[tuple[str, str]]:
        """(parent element, element) as collected in the year."""
        return _elements(self.specification, self.year.year)

    @cached_property
    def content_model(self) -> Any:
        """A document type to which a document conforms where each element stands in one that it is collected in.

        Attributes and other namespaces do not conform. Nothing is said of the order or number of elements.
        """
        inside: dict[str, list[str]] = {name: [] for _, name in self.elements_of_year}
        for parent, name in sorted(self.elements_of_year):
            if parent:
                inside[parent].append(name)
        return etree.DTD(
            StringIO(
                "".join(
                    f"<!ELEMENT {name} ({'|'.join(['#PCDATA', *below])}){'*' if below else ''}>"
                    for name, below in inside.items()
                )
            )
        )

    @cached_property
    def elements_of_any_year(self) -> frozenset[tuple[str, str]]:
        """(parent element, element) as collected in some year."""
        return _elements(self.specification, None)


def layout(specification: Specification, year: int) -> Layout:
    """The layout of a collection year; raises UsageError for a year that is not specified."""
    year_specification = specification.for_year(year)
    entries: dict[str, dict[str, Any]] = specification.content["record_types"]
    records: list[RecordPlace] = []
    for letter, (name, entry) in zip(LETTERS, entries.items(), strict=False):
        if not _holds(entry, year):
            continue
        fields: dict[str, FieldPlace] = {}
        collected = {field.column for field in year_specification.record_type(name).fields}
        for field in entry["fields"]:
            if field["column"] not in collected:
                continue
            known = fields.get(field["column"])
            paths = (*(known.paths if known else ()), _path(field))
            fields[field["column"]] = FieldPlace(field["column"], paths, field.get("kind_of_record", False))
        records.append(
            RecordPlace(
                record_type=year_specification.record_type(name),
                letter=letter,
                parent=entry.get("parent", ""),
                kinds=tuple(
                    Kind(kind["element"], kind.get("kind", "")) for kind in _kinds(entry) if _holds(kind, year)
                ),
                numbers=numbers(specification, name),
                fields=tuple(fields.values()),
            )
        )
    return Layout(specification, year_specification, tuple(records))


def numbers(specification: Specification, record_type: str) -> tuple[str, ...]:
    """The columns that place a record: those of the records it stands in, then its own."""
    entry = specification.content["record_types"][record_type]
    above = numbers(specification, entry["parent"]) if "parent" in entry else ()
    return (*above, entry["number"])


def columns(specification: Specification, record_type: str) -> tuple[tuple[str, str], ...]:
    """Our column names of a record type with their field types, over all years, each once."""
    return tuple(dict(specification.column_types(record_type)).items())


def _kinds(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return entry.get("kinds") or [{"element": entry["element"]}]


def _holds(entry: dict[str, Any], year: int | None) -> bool:
    every = Validity()
    span = Validity(entry.get("first_year", every.first_year), entry.get("last_year", every.last_year))
    return year is None or span.holds_in(year)


def _path(field: dict[str, Any]) -> str:
    if field.get("kind_of_record") or field.get("itself"):
        return "."
    return f"{field['within']}/{field['name']}" if "within" in field else str(field["name"])


def _elements(specification: Specification, year: int | None) -> frozenset[tuple[str, str]]:
    pairs = {("", ROOT), (ROOT, "Header"), (ROOT, CHILDREN)}
    for part, names in specification.content["header"].items():
        pairs |= {("Header", part), *((part, name) for name in names)}
    entries = specification.content["record_types"]
    for entry in entries.values():
        if not _holds(entry, year):
            continue
        parents = [CHILDREN]
        if "parent" in entry:
            parents = [_last(kind["element"]) for kind in _kinds(entries[entry["parent"]]) if _holds(kind, year)]
        for kind in _kinds(entry):
            if not _holds(kind, year):
                continue
            for parent in parents:
                pairs |= _steps(parent, kind["element"])
            for field in entry["fields"]:
                if _holds(field, year) and _path(field) != ".":
                    pairs |= _steps(_last(kind["element"]), _path(field))
    return frozenset(pairs)


def _steps(parent: str, path: str) -> set[tuple[str, str]]:
    steps = [parent, *path.split("/")]
    return set(pairwise(steps))


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]
