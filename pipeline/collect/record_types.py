"""What a file of a return holds: fields, code sets and record types, each with the years for which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.reference.periods import year_of

UNITS = {"hundredths": 100, "thousandths": 1000}
"""How many of what is kept of a number with decimal places are one."""
FIELD_TYPES = frozenset(
    {"child_id", "date", "code", "integer", "text", "postcode", "flag", "upn", "la", "name", *UNITS}
)
EVERY_YEAR = (0, 9999)


class SpecificationError(ValueError):
    """A specification file contradicts itself; names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The collection years, both inclusive, in which something is collected, and why not in every year."""

    first_year: int = EVERY_YEAR[0]
    last_year: int = EVERY_YEAR[1]
    reason: str = ""

    def holds_in(self, year: int) -> bool:
        """Whether the collection year lies in the validity."""
        return self.first_year <= year_of(year) <= self.last_year


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of a code set with a short label; ``tolerated_until`` reads it, with a query, beyond its last year.

    In years that do not have the code, it is read as the code ``same_as`` where that is given, with a query.
    """

    code: str
    label: str
    validity: Validity
    tolerated_until: int
    same_as: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: the department's name, ours, its type and what is accepted in it.

    ``read_as`` are pairs of a code of other years and the code of this year that it is read as. What not every record
    needs is ``required_where`` a condition on its typed columns holds, ``required_of`` whom in words. Of the type
    ``hundredths`` or ``thousandths``, a number with decimal places is kept in whole ones of these, halves away from 0.
    A ``name`` is kept as a digest alone, by which records can be matched. A column that is ``optional`` may be lacking.
    Where the list of codes is a ``draft``, another code is a query.
    """

    name: str
    column: str
    type: str
    required: bool
    personal: bool
    codes: tuple[str, ...]
    tolerated_codes: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...]
    minimum: int | None
    maximum: int | None
    years_ahead: int
    validity: Validity
    required_where: str = ""
    required_of: str = ""
    optional: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A figure that a form asks for in a year; nobody is reminded of one that is voluntary."""

    name: str
    is_voluntary: bool


@dataclass(frozen=True, slots=True)
class RecordType:
    """One file of a return: its columns of the year in DfE's order; ``one_per`` are columns that name a record once.

    Every return has the ``expected`` files; without a record in an ``essential`` one nothing of it can be counted. One
    that ``keeps_identical`` records counts those that nothing tells apart, as of two people without a number.
    ``sent_by`` are the roles (``reference.senders``) of those who send the file: none where all senders do. One that
    ``may_be_empty`` says with column names alone that there is nothing to report, beside other files with records.
    A file of figures has ``items``, each supplied or not by itself, which the codes in its columns ``items_by`` name.
    Where returns state earlier quarters again, one that ``restates`` none tells of its own quarter only. One that comes
    ``in_parts`` may be several files of a return, as the terms of a census. Of an ``optional`` one nobody is reminded.
    """

    name: str
    file: str
    fields: tuple[Field, ...]
    names_of_other_years: tuple[str, ...]
    one_per: tuple[str, ...]
    expected: bool
    essential: bool
    validity: Validity
    keeps_identical: bool = False
    sent_by: tuple[str, ...] = ()
    may_be_empty: bool = False
    items_by: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    restates: bool = True
    in_parts: bool = False
    optional: bool = False

    @property
    def identifier(self) -> Field | None:
        """The field that says whose record it is; None in a file of figures."""
        return next((field for field in self.fields if field.type == "child_id"), None)

    @property
    def table(self) -> str:
        """The table of typed records."""
        return f"raw.typed_{self.name}"

    @property
    def field_names(self) -> tuple[str, ...]:
        """The department's names of the columns of the year."""
        return tuple(field.name for field in self.fields)


def read_validity(where: str, entry: Mapping[str, Any]) -> Validity:
    """The years of an entry; raises SpecificationError where they are limited without a reason, or end too early."""
    validity = Validity(
        entry.get("first_year", EVERY_YEAR[0]), entry.get("last_year", EVERY_YEAR[1]), entry.get("reason", "")
    )
    if (validity.first_year, validity.last_year) != EVERY_YEAR and not validity.reason:
        raise SpecificationError(f"{where}: a first_year or last_year needs a reason")
    if validity.first_year > validity.last_year:
        raise SpecificationError(f"{where}: first_year is after last_year")
    return validity


def read_code_entries(name: str, entries: list[Mapping[str, Any]]) -> list[CodeEntry]:
    """The codes of a set; raises SpecificationError for one that is no text."""
    found: list[CodeEntry] = []
    for entry in entries:
        validity = read_validity(f"code set {name}, {entry['codes']}", entry)
        for code in entry["codes"]:
            if not isinstance(code, str):
                raise SpecificationError(f"code set {name}: put quotes around {code!r}, YAML does not read it as text")
            until = entry.get("tolerated_until", validity.last_year)
            found.append(CodeEntry(code, entry["label"], validity, until, entry.get("same_as", "")))
    return found


def _field(entry: Mapping[str, Any], code_sets: Mapping[str, tuple[CodeEntry, ...]], year: int) -> Field:
    kind = entry["type"]
    if kind not in FIELD_TYPES:
        raise SpecificationError(f"field {entry['name']}: unknown type {kind}")
    known = code_sets[entry["codes"]] if kind == "code" else ()
    codes = tuple(code.code for code in known if code.validity.holds_in(year))
    tolerated = tuple(c.code for c in known if c.validity.last_year < year <= c.tolerated_until)
    return Field(
        name=entry["name"],
        column=entry["column"],
        type=kind,
        required=entry.get("required", False),
        personal=entry.get("personal", kind == "child_id"),
        codes=codes,
        tolerated_codes=tolerated,
        read_as=tuple(
            (code.code, code.same_as)
            for code in known
            if code.code not in (*codes, *tolerated) and code.same_as in codes
        ),
        minimum=entry.get("minimum"),
        maximum=entry.get("maximum"),
        years_ahead=entry.get("years_ahead", 1),
        validity=read_validity(f"field {entry['name']}", entry),
        required_where=entry.get("required_where", ""),
        required_of=entry.get("required_of", ""),
        optional=entry.get("optional", False),
        draft=entry.get("draft", False),
    )


def _items(name: str, entries: list[Mapping[str, Any]], year: int) -> tuple[Item, ...]:
    return tuple(
        Item(item, entry.get("voluntary", False))
        for entry in entries
        if read_validity(f"record type {name}, items", entry).holds_in(year)
        for item in entry["are"]
    )


def read_record_type(
    name: str, entry: Mapping[str, Any], code_sets: Mapping[str, tuple[CodeEntry, ...]], year: int
) -> RecordType:
    """A record type as collected in a year; raises SpecificationError for a field of an unknown type."""
    fields = tuple(_field(field, code_sets, year) for field in entry["fields"])
    return RecordType(
        name=name,
        file=entry["file"],
        fields=tuple(field for field in fields if field.validity.holds_in(year)),
        names_of_other_years=tuple(field.name for field in fields if not field.validity.holds_in(year)),
        one_per=tuple(entry.get("one_per", ())),
        expected=entry.get("expected", False),
        essential=entry.get("essential", False),
        validity=read_validity(f"record type {name}", entry),
        keeps_identical=entry.get("keeps_identical", False),
        sent_by=tuple(entry.get("sent_by", ())),
        restates=entry.get("restates", True),
        may_be_empty=entry.get("may_be_empty", False),
        items_by=tuple(entry.get("items_by", ())),
        items=_items(name, entry.get("items", []), year),
        in_parts=entry.get("in_parts", False),
        optional=entry.get("optional", False),
    )
