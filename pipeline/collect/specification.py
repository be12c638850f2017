"""A return in all its years, and as it was collected in one: its files, limits, periods and who sends it, as data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from pipeline.collect.record_types import (
    CodeEntry,
    RecordType,
    SpecificationError,
    read_code_entries,
    read_record_type,
    read_validity,
)
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import LARGEST_YEAR, QUARTERS, Period, period_of, year_of
from pipeline.reference.sending import Sending
from pipeline.reference.tables import LocalAuthority, local_authorities

# The loader in C is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SPECIFICATIONS = Path(__file__).resolve().parent / "collections"
MARCH_31 = (3, 31)


@dataclass(frozen=True, slots=True)
class YearSpecification:
    """A return as collected in one year or quarter; ``other_record_types`` belong to other years only.

    ``year_ended_on`` is the reference date.
    """

    return_name: str
    year: int
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
        """The department's name of the field by which records are somebody's; empty where a file has none."""
        named = [kind.identifier for kind in (*self.record_types, *self.other_record_types)]
        return "" if None in named else next((field.name for field in named if field is not None), "")

    def record_type(self, name: str) -> RecordType:
        """The record type of that name; raises KeyError when the year does not collect it."""
        for record_type in self.record_types:
            if record_type.name == name:
                return record_type
        raise KeyError(name)


@dataclass(frozen=True)
class Specification:
    """A return in all its years; ``digest`` changes when its data change."""

    return_name: str
    title: str
    first_year: int
    last_year: int
    digest: str
    content: Mapping[str, Any]
    _by_year: dict[int, YearSpecification] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        """Who sends it: ``authority``, ``agency``, ``authority_or_agency``, or ``england`` as one."""
        return str(self.content.get("supplied_by", "authority"))

    @property
    def population(self) -> str:
        """By whose number its figures are estimated, and of whom they are rates: ``children``, or others."""
        return str(self.content.get("population", "children"))

    @property
    def restates_year(self) -> bool:
        """Whether a quarter's return states the earlier quarters of its year again, and counts in place of theirs."""
        return bool(self.content.get("restates") == "year")

    def told_by(self, years: Iterable[int]) -> tuple[int, ...]:
        """The periods that the returns of these periods tell of: themselves, and those that they state again."""
        if not self.restates_year:
            return tuple(years)
        told = (period_of(year) for year in years)
        return tuple(
            sorted({Period(one.year, quarter).collection_year for one in told for quarter in QUARTERS[: one.quarter]})
        )

    def roles_of(self, items: Iterable[str]) -> frozenset[str]:
        """The roles of those who send all of these files, in small letters or not; none where every sender does."""
        wanted = {item.lower() for item in items}
        asked = [
            set(entry["sent_by"])
            for entry in self.content["record_types"].values()
            if "sent_by" in entry and entry["file"].lower() in wanted
        ]
        return frozenset(set.intersection(*asked)) if asked else frozenset()

    def periods_of_units(self, years: Sequence[int]) -> tuple[int, ...]:
        """The periods for which those who send it are told apart: none where it is every authority, once a year."""
        return self.told_by(years) if self.is_quarterly or self.supplied_by != "authority" else ()

    @property
    def ends_after_march(self) -> bool:
        """Whether its years end after 31 March, so that authorities are those of the 31 March that follows."""
        return tuple(self.content.get("year_ends", MARCH_31)) > MARCH_31

    def sent_in(self, years: Sequence[int]) -> Sending:
        """Who sends it in these years or quarters, for reference data."""
        return Sending(
            self.return_name, self.supplied_by, self.periods_of_units(years), self.ends_after_march, self.population
        )

    def authorities(self, year: int) -> tuple[LocalAuthority, ...]:
        """The authorities in being at the end of a year."""
        return local_authorities(year_of(year) + (1 if self.ends_after_march else 0))

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
        month, day = self.content.get("year_ends", MARCH_31)
        ends = date(year, month, day)
        return date.fromordinal(date(year - 1, month, day).toordinal() + 1), ends

    def for_year(self, year: int) -> YearSpecification:
        """The return as collected in one year; raises UsageError for a year outside first_year to last_year."""
        # Every return of every authority asks for its year.
        if year not in self._by_year:
            self._by_year[year] = self._read_year(year)
        return self._by_year[year]

    def _read_year(self, year: int) -> YearSpecification:
        if not self.covers(year):
            kind, quarter = ("quarter", ", and a quarter") if self.is_quarterly else ("collection year", "")
            raise UsageError(
                f"{self.return_name}: {kind} {period_of(year)} is not specified. Choose a year from {self.first_year} "
                f"to {self.last_year}{quarter}, or add it to "
                f"pipeline/collect/collections/{self.return_name}/specification.yaml."
            )
        ends_in, entries = year_of(year), self.content["record_types"].items()
        kinds = [read_record_type(name, entry, self.code_sets, ends_in) for name, entry in entries]
        return YearSpecification(
            self.return_name,
            year,
            self.span(year)[1],
            record_types=tuple(kind for kind in kinds if kind.validity.holds_in(ends_in)),
            other_record_types=tuple(kind for kind in kinds if not kind.validity.holds_in(ends_in)),
            limits=tuple(
                (name, _limit(name, entries, ends_in)) for name, entries in self.content.get("limits", {}).items()
            ),
            known_extra_columns=frozenset(self.content.get("known_extra_columns", ())),
            withheld_postcodes=tuple(self.content.get("withheld_postcodes", ())),
            words_for_blank=tuple(self.content.get("words_for_blank", ())),
        )

    @cached_property
    def code_sets(self) -> Mapping[str, tuple[CodeEntry, ...]]:
        """Every code set with the validity of each code; raises SpecificationError on a validity without a reason."""
        return {
            name: tuple(read_code_entries(name, entries)) for name, entries in self.content.get("code_sets", {}).items()
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
        """The files' usual names."""
        return tuple(self.content["record_types"][name]["file"] for name in self.record_type_names)

    @property
    def item_names(self) -> tuple[str, ...]:
        """Files, and items of files of figures: by these a manifest says what was not supplied."""
        entries = (self.content["record_types"][name] for name in self.record_type_names)
        items = (item for entry in entries for listed in entry.get("items", ()) for item in listed["are"])
        return (*self.file_names, *dict.fromkeys(items))


def _limit(name: str, entries: list[Mapping[str, Any]], year: int) -> int:
    values = [int(entry["value"]) for entry in entries if read_validity(f"limit {name}", entry).holds_in(year)]
    if len(values) != 1:
        raise SpecificationError(f"limit {name}: {len(values)} values for {year}, need exactly one")
    return values[0]


def read_specification(path: Path) -> Specification:
    """A specification file; raises SpecificationError when it contradicts itself."""
    text = path.read_text(encoding="utf-8")
    content = yaml.load(text, Loader=LOADER)
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


def return_names() -> tuple[str, ...]:
    """The returns that there are, in order of name."""
    return tuple(sorted(path.parent.name for path in SPECIFICATIONS.glob("*/specification.yaml")))


@cache
def load_specification(return_name: str) -> Specification:
    """The project's specification of a return, e.g. ``ssda903``; raises UsageError for a return that has none."""
    path = SPECIFICATIONS / return_name / "specification.yaml"
    if not path.is_file():
        known = ", ".join(sorted(file.parent.name for file in SPECIFICATIONS.glob("*/specification.yaml")))
        raise UsageError(f"{return_name}: no such return. Choose one of: {known}.")
    return read_specification(path)
