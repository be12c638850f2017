"""What declarations may name: the measures of a release, its histograms, and keys of the tree of categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.design.files.category_keys import CategoryKeys, near
from pipeline.design.files.measures_declared import read_histograms, read_measures
from pipeline.design.statistic import cell_named
from pipeline.foundation.declarations import Declaration, read_declaration
from pipeline.foundation.stages import UsageError
from pipeline.process.coverage import Measure


class Fields(Protocol):
    """What declares something: a mapping of a YAML file or a row of a CSV file, which knows its place."""

    def has(self, field: str) -> bool:
        """Whether the field says something."""

    def text(self, field: str, default: str | None = None) -> str:
        """A text; required when there is no default."""

    def whole(self, field: str, default: int | None = None) -> int:
        """A whole number; required when there is no default."""

    def number(self, field: str) -> float:
        """A required number."""

    def problem(self, field: str, what: str) -> UsageError:
        """The error to raise about a field."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one release; ``measures`` is None where there are no data sets beside it: only keys are checked."""

    measures: Mapping[str, Measure] | None
    histograms: frozenset[str]
    keys: CategoryKeys

    @classmethod
    def read(cls, data_sets: Path, keys: CategoryKeys) -> Vocabulary:
        """The words that ``data_sets.yaml`` declares, if it is there."""
        if not data_sets.is_file():
            return cls(None, frozenset(), keys)
        declared = read_declaration(data_sets)
        measures = {one.name: one for one in read_measures(declared.part("measures"))}
        return cls(measures, frozenset(one.name for one in read_histograms(declared)), keys)

    def check_measure(self, fields: Fields, field: str, measure: str) -> None:
        """Raise UsageError unless the measure is declared."""
        if self.measures is not None and measure not in self.measures:
            nearest = near(measure, self.measures) or "."
            raise fields.problem(field, f"the measure {measure!r} is not declared under measures{nearest}")

    def measure(self, entry: Declaration, field: str, default: str | None = None) -> str:
        """A field that names a measure; empty when it may be left out."""
        name = entry.text(field, default)
        if name or default is None:
            self.check_measure(entry, field, name)
        return name

    def check_key(self, fields: Fields, field: str, key: str) -> None:
        """Raise UsageError unless the key can be."""
        if wrong := self.keys.wrong(key):
            raise fields.problem(field, wrong)

    def check_base(self, fields: Fields, field: str) -> None:
        """Raise UsageError unless a field is a key or ``measure:key`` that counts people, or is not given."""
        measure, key = cell_named(fields.text(field, ""))
        self.check_key(fields, field, key)
        if measure:
            self.check_measure(fields, field, measure)
        if self.is_amount_of_nobody(measure):
            raise fields.problem(
                field, f"{measure} adds up amounts and does not say whose (amount_of, under measures)."
            )

    def unit(self, measure: str) -> str:
        """What a measure counts."""
        found = (self.measures or {}).get(measure)
        return "" if found is None else found.count_column

    def is_amount(self, measure: str) -> bool:
        """Whether the measure adds up amounts."""
        found = (self.measures or {}).get(measure)
        return found is not None and found.is_amount

    def decimals(self, measure: str) -> int:
        """The decimal places that numbers of the measure are printed to."""
        found = (self.measures or {}).get(measure)
        return 0 if found is None else found.decimals

    def is_amount_of_nobody(self, measure: str) -> bool:
        """Whether the measure adds up amounts of people without saying whose."""
        found = (self.measures or {}).get(measure)
        return found is not None and found.is_amount and not found.amount_of and not found.of_nobody
