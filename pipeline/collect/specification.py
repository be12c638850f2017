"""What a return holds in a collection year: record types, fields, code sets and limits, as data with validity."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import LARGEST_YEAR, QUARTERS, Period, period_of, year_of

SPECIFICATIONS = Path(__file__).resolve().parent / "collections"
FIELD_TYPES = frozenset({"child_id", "date", "code", "integer", "text", "postcode", "flag", "upn", "la"})
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

    ``read_as`` are pairs of a code of other years and the code of this year that it is read as.
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


@dataclass(frozen=True, slots=True)
class RecordType:
    """One file of a return: its columns of the year in DfE's order; ``one_per`` are columns that name a record once.

    Every return has the ``expected`` files; without a record in an ``essential`` one nothing of it can be counted.
    """

    name: str
    file: str
    fields: tuple[Field, ...]
    names_of_other_years: tuple[str, ...]
    one_per: tuple[str, ...]
    expected: bool
    essential: bool
    validity: Validity

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


@dataclass(frozen=True, slots=True)
class YearSpecification:
    """A return as collected in one year or quarter; ``other_record_types`` belong to other years only.

    ``year_ended_on`` is the reference date, ``year_started_on`` the first day of what is collected.
    """

    return_name: str
    year: int
    year_started_on: date
    year_ended_on: date
    record_types: tuple[RecordType, ...]
    other_record_types: tuple[RecordType, ...]
    limits: tuple[tuple[str, int], ...]
    known_extra_columns: frozenset[str]
    withheld_postcodes: tuple[str, ...]
    words_for_blank: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """The year or quarter, for a message."""
        return str(period_of(self.year))

    @property
    def ends_in(self) -> int:
        """The year, or that of the quarter."""
        return year_of(self.year)

    @property
    def identifier(self) -> str:
        """The department's name of the field by which records are somebody's; empty in a return of figures."""
        named = (kind.identifier for kind in (*self.record_types, *self.other_record_types))
        return next((field.name for field in named if field is not None), "")

    def record_type(self, name: str) -> RecordType:
        """The record type of that name; raises KeyError when the year does not collect it."""
        for record_type in self.record_types:
            if record_type.name == name:
                return record_type
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Specification:
    """A return in all its years; ``digest`` changes when its data change."""

    return_name: str
    title: str
    first_year: int
    last_year: int
    digest: str
    content: Mapping[str, Any]

    @property
    def number(self) -> int:
        """What its files' numbers are told from those of other returns by: each return has its own."""
        return int(self.content["number"])

    def covers(self, year: int) -> bool:
        """Whether the return was collected in that year, or quarter."""
        return self.first_year <= year_of(year) <= self.last_year and self.is_quarterly == (year > LARGEST_YEAR)

    @property
    def is_quarterly(self) -> bool:
        """Whether there is a return for each quarter of a financial year."""
        return bool(self.content.get("period") == "quarter")

    @property
    def supplied_by(self) -> str:
        """Who sends it: ``authority`` or ``agency``."""
        return str(self.content.get("supplied_by", "authority"))

    def periods_of_units(self, years: Sequence[int]) -> tuple[int, ...]:
        """The periods for which those who send it are told apart: none where it is every authority, once a year."""
        return tuple(years) if self.is_quarterly or self.supplied_by != "authority" else ()

    @property
    def periods(self) -> tuple[int, ...]:
        """Every period that is specified, by the number that stands for it."""
        years = range(self.first_year, self.last_year + 1)
        if not self.is_quarterly:
            return tuple(years)
        return tuple(Period(year, quarter).collection_year for year in years for quarter in QUARTERS)

    def span(self, year: int) -> tuple[date, date]:
        """The first and the last day of a period, the latter the reference date. A year ends on ``year_ends``."""
        period = period_of(year)
        if period.quarter:
            return period.quarter_days
        month, day = self.content.get("year_ends", (3, 31))
        ends = date(year, month, day)
        return date.fromordinal(date(year - 1, month, day).toordinal() + 1), ends

    def for_year(self, year: int) -> YearSpecification:
        """The return as collected in one year; raises UsageError for a year outside first_year to last_year."""
        if not self.covers(year):
            kind, quarter = ("quarter", ", and a quarter") if self.is_quarterly else ("collection year", "")
            raise UsageError(
                f"{self.return_name}: {kind} {period_of(year)} is not specified. Choose a year from {self.first_year} "
                f"to {self.last_year}{quarter}, or add it to "
                f"pipeline/collect/collections/{self.return_name}/specification.yaml."
            )
        code_sets, ends_in = self.code_sets(), year_of(year)
        kinds = [_record_type(name, entry, code_sets, ends_in) for name, entry in self.content["record_types"].items()]
        return YearSpecification(
            self.return_name,
            year,
            *self.span(year),
            record_types=tuple(kind for kind in kinds if kind.validity.holds_in(ends_in)),
            other_record_types=tuple(kind for kind in kinds if not kind.validity.holds_in(ends_in)),
            limits=tuple(
                (name, _limit(name, entries, ends_in)) for name, entries in self.content.get("limits", {}).items()
            ),
            known_extra_columns=frozenset(self.content.get("known_extra_columns", ())),
            withheld_postcodes=tuple(self.content.get("withheld_postcodes", ())),
            words_for_blank=tuple(self.content.get("words_for_blank", ())),
        )

    def code_sets(self) -> dict[str, tuple[CodeEntry, ...]]:
        """Every code set with the validity of each code; raises SpecificationError on a validity without a reason."""
        return {
            name: tuple(_code_entries(name, entries)) for name, entries in self.content.get("code_sets", {}).items()
        }

    def columns(self, record_type: str) -> tuple[str, ...]:
        """Our column names of a record type over all years, in order: the columns of its tables."""
        return tuple(field["column"] for field in self.content["record_types"][record_type]["fields"])

    def places(self, record_type: str) -> tuple[tuple[str, str], ...]:
        """Each field of a record type by the department's name, with ``<record type>.<our column>``."""
        fields = self.content["record_types"][record_type]["fields"]
        return tuple((field["name"], f"{record_type}.{field['column']}") for field in fields)

    def column_types(self, record_type: str) -> tuple[tuple[str, str], ...]:
        """Our column names of a record type with their field types, over all years."""
        fields = self.content["record_types"][record_type]["fields"]
        return tuple((field["column"], field["type"]) for field in fields)

    @property
    def record_type_names(self) -> tuple[str, ...]:
        """Every record type of any specified year; what is known of later ones has no tables yet."""
        entries = self.content["record_types"].items()
        return tuple(name for name, entry in entries if entry.get("first_year", self.last_year) <= self.last_year)

    @property
    def file_names(self) -> tuple[str, ...]:
        """The files' usual names, by which a manifest says what was not supplied."""
        return tuple(self.content["record_types"][name]["file"] for name in self.record_type_names)


def _validity(where: str, entry: Mapping[str, Any]) -> Validity:
    validity = Validity(
        entry.get("first_year", EVERY_YEAR[0]), entry.get("last_year", EVERY_YEAR[1]), entry.get("reason", "")
    )
    if (validity.first_year, validity.last_year) != EVERY_YEAR and not validity.reason:
        raise SpecificationError(f"{where}: a first_year or last_year needs a reason")
    if validity.first_year > validity.last_year:
        raise SpecificationError(f"{where}: first_year is after last_year")
    return validity


def _code_entries(name: str, entries: list[Mapping[str, Any]]) -> list[CodeEntry]:
    found: list[CodeEntry] = []
    for entry in entries:
        validity = _validity(f"code set {name}, {entry['codes']}", entry)
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
        validity=_validity(f"field {entry['name']}", entry),
    )


def _record_type(
    name: str, entry: Mapping[str, Any], code_sets: Mapping[str, tuple[CodeEntry, ...]], year: int
) -> RecordType:
    fields = tuple(_field(field, code_sets, year) for field in entry["fields"])
    return RecordType(
        name=name,
        file=entry["file"],
        fields=tuple(field for field in fields if field.validity.holds_in(year)),
        names_of_other_years=tuple(field.name for field in fields if not field.validity.holds_in(year)),
        one_per=tuple(entry.get("one_per", ())),
        expected=entry.get("expected", False),
        essential=entry.get("essential", False),
        validity=_validity(f"record type {name}", entry),
    )


def _limit(name: str, entries: list[Mapping[str, Any]], year: int) -> int:
    values = [int(entry["value"]) for entry in entries if _validity(f"limit {name}", entry).holds_in(year)]
    if len(values) != 1:
        raise SpecificationError(f"limit {name}: {len(values)} values for {year}, need exactly one")
    return values[0]


def read_specification(path: Path) -> Specification:
    """A specification file; raises SpecificationError when it contradicts itself."""
    text = path.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    specification = Specification(
        return_name=content["return"],
        title=content["title"],
        first_year=content["years"]["first"],
        last_year=content["years"]["last"],
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        content=content,
    )
    for year in specification.periods:
        specification.for_year(year)
    return specification


@cache
def load_specification(return_name: str) -> Specification:
    """The project's specification of a return, e.g. ``ssda903``; raises UsageError for a return that has none."""
    path = SPECIFICATIONS / return_name / "specification.yaml"
    if not path.is_file():
        known = ", ".join(sorted(file.parent.name for file in SPECIFICATIONS.glob("*/specification.yaml")))
        raise UsageError(f"{return_name}: no such return. Choose one of: {known}.")
    return read_specification(path)
