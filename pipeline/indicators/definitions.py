"""Reading ``indicators.yaml``: what each indicator is, which cells it is made of and what is doubtful about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.stages import TEMPLATES, UsageError

FILE: Final = TEMPLATES / "performance-tables" / "indicators.yaml"
UNITS: Final = ("percent", "days")
DIRECTIONS: Final = ("better", "worse", "neither")
ATTAINMENT: Final = "attainment"
_TEXTS: Final = ("title", "family", "definition", "formula", "numerator", "denominator", "doubt")
_CELL: Final = re.compile(r"[a-z][a-z0-9_]*:(?:[a-z0-9_]+=[a-z0-9_]+(?:;[a-z0-9_]+=[a-z0-9_]+)*)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as ``measure`` (the cells table's name) and ``key`` (``breakdown=category`` pairs in order, or "")."""

    measure: str
    key: str


@dataclass(frozen=True, slots=True)
class SameInSfr:
    """The cells of children looked after that are the same two counts, from ``first_year`` on."""

    numerator: Cell
    denominator: Cell
    first_year: int


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """One indicator. ``unit`` is ``percent`` or ``days``; ``higher_is`` is ``better``, ``worse`` or ``neither``.

    ``doubt`` says in plain words what is not known, "" when nothing. ``is_known`` is False where what it counted could
    not be found: then it has no unit, model, cells or figures and is published as not available. ``returns``, ``items``
    and ``earlier_returns`` are what an authority must have sent for a figure, as for a measure.
    """

    code: str
    title: str
    family: str
    doubt: str
    is_known: bool
    unit: str = ""
    higher_is: str = "neither"
    definition: str = ""
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    source_fields: tuple[str, ...] = ()
    has_child_list: bool = False
    returns: str = ""
    items: tuple[str, ...] = ()
    earlier_returns: int = 0
    first_year: int = 0
    last_year: int = 9999
    sfr: SameInSfr | None = None

    @property
    def numerator_cell(self) -> Cell:
        """The cell of a single year's numerator: children, or days of an indicator in days."""
        if self.returns == ATTAINMENT:
            return Cell("attainment_results", f"attainment_result={self.code}_in_numerator")
        if self.unit == "days":
            return Cell("performance_indicator_days", f"indicator_result={self.code}")
        return Cell("performance_indicators", f"indicator_result={self.code}_in_numerator")

    @property
    def denominator_cell(self) -> Cell:
        """The cell of a single year's denominator: children."""
        if self.returns == ATTAINMENT:
            return Cell("attainment_results", f"attainment_result={self.code}")
        return Cell("performance_indicators", f"indicator_result={self.code}")


def load_definitions(path: Path = FILE) -> tuple[IndicatorDefinition, ...]:
    """Every indicator in the file's order; raises UsageError with file, indicator and field when one will not do."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageError(f"{path.name} cannot be read as YAML: {error}") from error
    entries = content.get("indicators") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries or any(not isinstance(entry, dict) for entry in entries):
        raise UsageError(f"{path.name}, field indicators: a list of indicators is needed here.")
    found = tuple(_Entry(path, number, entry).indicator() for number, entry in enumerate(entries, start=1))
    codes = [one.code for one in found]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise UsageError(f"{path.name}, field code: {', '.join(repeated)} is declared more than once; keep one.")
    return found


class _Entry:
    """One entry of the list, read field by field."""

    def __init__(self, path: Path, number: int, values: dict[Any, Any]) -> None:
        self._values = values
        self._where = f"{path.name}, indicator {values.get('code') or number}"

    def indicator(self) -> IndicatorDefinition:
        code = self._text("code")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
            raise self._problem("code", "small letters, digits and underscores, beginning with a letter.")
        if not self._truth("known", True):
            self._only("code", "title", "family", "known", "doubt")
            if not self._text("doubt"):
                raise self._problem("doubt", "say why the indicator is not known.")
            return IndicatorDefinition(code, self._text("title"), self._text("family"), self._text("doubt"), False)
        self._only("code", "known", "unit", "higher_is", "source_fields", "has_child_list", "return", "items",
                   "earlier_returns", "first_year", "last_year", "sfr", *_TEXTS)  # fmt: skip
        texts = {field: self._text(field) for field in _TEXTS}
        return IndicatorDefinition(
            code=code,
            is_known=True,
            unit=self._one_of("unit", UNITS),
            higher_is=self._one_of("higher_is", DIRECTIONS),
            source_fields=self._texts("source_fields"),
            has_child_list=self._truth("has_child_list", True),
            returns=self._text("return"),
            items=self._texts("items"),
            earlier_returns=self._whole("earlier_returns", 0),
            first_year=self._whole("first_year", 0),
            last_year=self._whole("last_year", 9999),
            sfr=self._sfr(),
            **texts,
        )

    def _problem(self, field: str, what: str) -> UsageError:
        return UsageError(f"{self._where}, field {field}: {what}")

    def _only(self, *known: str) -> None:
        for name in self._values:
            if name not in known:
                raise self._problem(str(name), f"unknown field; use one of {', '.join(known)}.")

    def _text(self, field: str) -> str:
        value = self._values.get(field)
        if not isinstance(value, str) or (not value.strip() and field != "doubt"):
            raise self._problem(field, "a text is needed here.")
        return " ".join(value.split())

    def _texts(self, field: str) -> tuple[str, ...]:
        value = self._values.get(field)
        if not isinstance(value, list) or not value or any(not isinstance(one, str) for one in value):
            raise self._problem(field, "a list of texts is needed here.")
        return tuple(value)

    def _whole(self, field: str, default: int) -> int:
        value = self._values.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._problem(field, "a whole number is needed here.")
        return value

    def _truth(self, field: str, default: bool) -> bool:
        value = self._values.get(field, default)
        if not isinstance(value, bool):
            raise self._problem(field, "true or false is needed here.")
        return value

    def _one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self._values.get(field)
        if value not in allowed:
            raise self._problem(field, f"use one of {', '.join(allowed)}.")
        return str(value)

    def _sfr(self) -> SameInSfr | None:
        value = self._values.get("sfr")
        if value is None:
            return None
        if not isinstance(value, dict) or not set(value) <= {"numerator", "denominator", "first_year"}:
            raise self._problem("sfr", "numerator and denominator are needed here, and first_year at most.")
        first_year = value.get("first_year", 0)
        if not isinstance(first_year, int) or isinstance(first_year, bool):
            raise self._problem("sfr", "first_year is a whole number.")
        return SameInSfr(self._cell(value, "numerator"), self._cell(value, "denominator"), first_year)

    def _cell(self, value: dict[str, Any], name: str) -> Cell:
        text = value.get(name)
        if not isinstance(text, str) or not _CELL.fullmatch(text):
            raise self._problem("sfr", f'{name} is "measure:" or "measure:breakdown=category;breakdown=category".')
        measure, _, key = text.partition(":")
        pairs = key.split(";") if key else []
        if pairs != sorted(pairs):
            raise self._problem("sfr", f"the pairs of {name} stand in the order of their breakdowns.")
        return Cell(measure, key)
