"""Reading ``indicators.yaml``: what each indicator is, which cells it is made of and what is doubtful about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.design.statistic import Cell, cell_named
from pipeline.foundation.declarations import Declaration, read_declaration
from pipeline.foundation.stages import TEMPLATES

FILE: Final = TEMPLATES / "performance-tables" / "indicators.yaml"
UNITS: Final = ("percent", "days")
DIRECTIONS: Final = ("better", "worse", "neither")
ATTAINMENT: Final = "attainment"
_TEXTS: Final = ("title", "family", "definition", "formula", "numerator", "denominator", "doubt")
_CELL: Final = re.compile(r"[a-z][a-z0-9_]*:(?:[a-z0-9_]+=[a-z0-9_]+(?:;[a-z0-9_]+=[a-z0-9_]+)*)?")


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
    not be found: then it has no unit, model, cells or figures and is published as not available. ``is_defined`` is
    False too where it has figures of which nobody can say what they mean: no authority is asked to check those.
    ``returns``, ``items`` and ``earlier_returns`` are what an authority must have sent for a figure, as for a measure.
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
    is_defined: bool = True

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


def defined(path: Path = FILE) -> tuple[IndicatorDefinition, ...]:
    """The indicators of which it is known what they mean: those that an authority can check."""
    return tuple(one for one in load_definitions(path) if one.is_defined)


def load_definitions(path: Path = FILE) -> tuple[IndicatorDefinition, ...]:
    """Every indicator in the file's order; raises UsageError with file, line and field when one will not do."""
    declared = read_declaration(path)
    declared.only("indicators")
    entries = declared.parts("indicators")
    if not entries:
        raise declared.problem("indicators", "a list of indicators is needed here.")
    found = tuple(_indicator(entry) for entry in entries)
    codes = [one.code for one in found]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise declared.problem("indicators", f"{', '.join(repeated)} is declared more than once; keep one.")
    return found


def _indicator(entry: Declaration) -> IndicatorDefinition:
    code = entry.text("code")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
        raise entry.problem("code", "small letters, digits and underscores, beginning with a letter.")
    if not entry.truth("known", True):
        entry.only("code", "title", "family", "known", "doubt")
        title, family, doubt = (_given(entry, field) for field in ("title", "family", "doubt"))
        return IndicatorDefinition(code, title, family, doubt, is_known=False, is_defined=False)
    entry.only("code", "known", "defined", "unit", "higher_is", "source_fields", "has_child_list", "return", "items",
               "earlier_returns", "first_year", "last_year", "sfr", *_TEXTS)  # fmt: skip
    texts = {field: entry.text(field) if field == "doubt" else _given(entry, field) for field in _TEXTS}
    return IndicatorDefinition(
        code=code,
        is_known=True,
        is_defined=entry.truth("defined", True),
        unit=_one_of(entry, "unit", UNITS),
        higher_is=_one_of(entry, "higher_is", DIRECTIONS),
        source_fields=_some(entry, "source_fields"),
        has_child_list=entry.truth("has_child_list", True),
        returns=entry.text("return"),
        items=_some(entry, "items"),
        earlier_returns=entry.whole("earlier_returns", 0),
        first_year=entry.whole("first_year", 0),
        last_year=entry.whole("last_year", 9999),
        sfr=_sfr(entry.part("sfr")) if entry.has("sfr") else None,
        **texts,
    )


def _given(entry: Declaration, field: str) -> str:
    """A text that says something."""
    text = entry.text(field)
    if not text:
        raise entry.problem(field, "a text is needed here.")
    return text


def _some(entry: Declaration, field: str) -> tuple[str, ...]:
    """One text at least."""
    texts = entry.texts(field)
    if not texts:
        raise entry.problem(field, "a list of texts is needed here.")
    return texts


def _one_of(entry: Declaration, field: str, allowed: tuple[str, ...]) -> str:
    value = entry.text(field)
    if value not in allowed:
        raise entry.problem(field, f"use one of {', '.join(allowed)}.")
    return value


def _sfr(entry: Declaration) -> SameInSfr:
    entry.only("numerator", "denominator", "first_year")
    return SameInSfr(_cell(entry, "numerator"), _cell(entry, "denominator"), entry.whole("first_year", 0))


def _cell(entry: Declaration, field: str) -> Cell:
    text = entry.text(field)
    if not _CELL.fullmatch(text):
        raise entry.problem(field, '"measure:" or "measure:breakdown=category;breakdown=category" is needed here.')
    cell = cell_named(text)
    key = cell.key
    if key.split(";") != sorted(key.split(";")):
        raise entry.problem(field, "the pairs stand in the order of their breakdowns.")
    return cell
